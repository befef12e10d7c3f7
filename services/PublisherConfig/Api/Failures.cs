using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace TrustedPublishing.PublisherConfig.Api;

/// <summary>
/// What is answered when something broke: 503 with <c>Retry-After</c> when the database is away, so that nobody takes it for a
/// refusal, and 500 for a fault of our own. Pages fall through to the error page.
/// </summary>
internal sealed partial class Failures(ILogger<Failures> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var (status, code, title) = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                (StatusCodes.Status413PayloadTooLarge, Problems.BodyTooLarge, JsonBody.TooLarge),
            BadHttpRequestException bad => (bad.StatusCode, "bad_request", "The request could not be read."),
            _ when IsUnavailable(exception) => (StatusCodes.Status503ServiceUnavailable, Problems.Unavailable, "The database does not answer. Try again soon."),
            _ => (StatusCodes.Status500InternalServerError, Problems.InternalError, "Something went wrong here. The operator's log says what."),
        };
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        // The request's own path is the error page's by now.
        if (context.Features.Get<IExceptionHandlerPathFeature>() is not { Path: var path } || !StatusPages.WantsProblems(path))
        {
            return false;
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            Log.Failed(logger, exception, status);
        }

        await Problems.Of(status, code, title).ExecuteAsync(context);
        return true;
    }

    private static bool IsUnavailable(Exception? exception) => exception switch
    {
        null => false,
        PostgresException postgres => postgres.IsTransient,
        NpgsqlException or TimeoutException => true,
        _ => IsUnavailable(exception.InnerException),
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Request failed with {Status}")]
        public static partial void Failed(ILogger logger, Exception exception, int status);
    }
}

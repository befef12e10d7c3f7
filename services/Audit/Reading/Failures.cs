using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Access.Uses;

namespace TrustedPublishing.Audit.Reading;

/// <summary>
/// What is answered when something broke: 503 with <c>Retry-After</c> when the database is away, so that nobody takes it for a refusal or for an
/// empty log, and 401 when the reader's token ended meanwhile.
/// </summary>
internal sealed class Failures : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is TokenEndedException)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            await Problem(StatusCodes.Status401Unauthorized, "invalid_token", "The bearer token is not valid here.").ExecuteAsync(context);
            return true;
        }

        var (code, title) = exception switch
        {
            ReadNotRecordedException => ("read_not_recorded", "The log could not be told who reads it, so nothing is read. Try again soon."),
            _ when IsUnavailable(exception) => ("unavailable", "The database does not answer. Try again soon."),
            _ => (null, null),
        };
        if (code is null)
        {
            return false;
        }

        context.Response.Headers.RetryAfter = "2";
        await Problem(StatusCodes.Status503ServiceUnavailable, code, title!).ExecuteAsync(context);
        return true;
    }

    private static IResult Problem(int status, string code, string title) =>
        TypedResults.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });

    private static bool IsUnavailable(Exception? exception) => exception switch
    {
        null => false,
        PostgresException postgres => postgres.IsTransient,
        NpgsqlException or TimeoutException => true,
        _ => IsUnavailable(exception.InnerException),
    };
}

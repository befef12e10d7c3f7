using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Streaming;

/// <summary><c>GET /api/stream</c>: the log as it grows, from any index.</summary>
internal static class StreamEndpoint
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapStream(this IEndpointRouteBuilder api) => api.MapGet("/stream", StreamAsync)
        .WithTags("Stream")
        .ServesOneProject()
        .WithSummary("Server-sent events: id is the index, event the type, data the entry or, with format=cloudevents, a CloudEvent")
        .WithDescription("Starts now, or after the index in the Last-Event-ID header or the parameter after (-1: from the beginning).")
        .Produces<EntryDocument>(StatusCodes.Status200OK, ServerSentEvents.ContentType)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    public static ProblemHttpResult TooManyReaders(HttpResponse response)
    {
        response.Headers.RetryAfter = "5";
        return Problem(StatusCodes.Status503ServiceUnavailable, "too_many_readers", "This replica has as many streams and exports as it may.");
    }

    /// <summary>Also what the page that follows the log listens to, with a session in the place of the bearer.</summary>
    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamAsync(
        [AsParameters] EntryParameters parameters, HttpContext context, EntryStream stream, StreamReaders readers)
    {
        var errors = new ParameterErrors();
        EntryParameters.RejectOthers(context.Request.Query, errors, "after", "format");
        var filter = parameters.ReadFilter(errors);
        var format = parameters.ReadFormat(errors, EntryParameters.ReadingFormats) ?? EntryFormat.Entry;
        var after = ReadPosition(parameters, context.Request, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }
        if (!readers.TryEnter())
        {
            return TooManyReaders(context.Response);
        }

        try
        {
            var head = await stream.HeadAsync(context.RequestAborted);
            if (after > head)
            {
                // A reader cannot have seen what does not exist: the log is another one, or was set back.
                return Problem(StatusCodes.Status409Conflict, "after_beyond_head", $"The log ends at {head}.");
            }
            await stream.WriteAsync(context, filter, format, after ?? head);
        }
        finally
        {
            readers.Leave();
        }
        return TypedResults.Empty;
    }

    /// <summary>A reader that comes back sends both: then the header is the newer of the two.</summary>
    private static long? ReadPosition(EntryParameters parameters, HttpRequest request, ParameterErrors errors)
    {
        var asked = EntryParameters.ReadNumber(errors, "after", parameters.After);
        return EntryParameters.ReadNumber(errors, LastEventId, request.Headers[LastEventId]) ?? asked;
    }

    private static ProblemHttpResult Problem(int status, string code, string title) =>
        TypedResults.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });
}

using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Streaming;

namespace TrustedPublishing.Audit.Exporting;

/// <summary><c>GET /api/export</c>: what a filter lets through, as a file of JSON lines.</summary>
internal static class ExportEndpoint
{
    private const string ContentType = "application/x-ndjson";

    public static void MapExport(this IEndpointRouteBuilder api) => api.MapGet("/export", ExportAsync)
        .WithTags("Export")
        .ServesOneProject()
        .WithSummary("A file of JSON lines, oldest entry first: format is ndjson (entries, the default), cloudevents or ocsf")
        .WithDescription("Up to the newest entry at the time of the request. The last line says how many entries there were: a file without it was cut off.")
        .Produces<EntryDocument>(StatusCodes.Status200OK, ContentType)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] EntryParameters parameters, HttpContext context, EntryExport export, StreamReaders readers)
    {
        var errors = new ParameterErrors();
        EntryParameters.RejectOthers(context.Request.Query, errors, "after", "format");
        var filter = parameters.ReadFilter(errors);
        var after = EntryParameters.ReadNumber(errors, "after", parameters.After);
        var format = parameters.ReadFormat(errors, EntryParameters.ExportFormats) ?? EntryFormat.Entry;
        if (errors.Any)
        {
            return errors.ToProblem();
        }
        if (!readers.TryEnter())
        {
            return StreamEndpoint.TooManyReaders(context.Response);
        }

        try
        {
            context.Response.ContentType = ContentType;
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(filter, format)}\"";
            await export.WriteAsync(context, filter, format, after);
        }
        finally
        {
            readers.Leave();
        }
        return TypedResults.Empty;
    }

    /// <summary><c>audit-20261101T000000Z-20261201T000000Z.ocsf.ndjson</c>; without a time it says so.</summary>
    private static string FileName(EntryFilter filter, EntryFormat format)
    {
        var form = format switch { EntryFormat.CloudEvent => ".cloudevents", EntryFormat.Ocsf => ".ocsf", _ => "" };
        return $"audit-{Time(filter.From) ?? "beginning"}-{Time(filter.To) ?? "now"}{form}.ndjson";
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

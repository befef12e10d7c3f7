using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Formats;

namespace TrustedPublishing.Audit.Reading;

internal static class EntryEndpoints
{
    public static void MapEntries(this IEndpointRouteBuilder api)
    {
        var entries = api.MapGroup("/entries").WithTags("Entries").ServesOneProject();
        entries.MapGet("/", ListAsync)
            .WithSummary("Lists entries, oldest first unless asked otherwise")
            .WithDescription("With format=cloudevents, or if the batch of CloudEvents is accepted, the address of the next page is in the Link header.")
            .Produces<EntryList>()
            .Produces<CloudEvent[]>(StatusCodes.Status200OK, CloudEvent.BatchMediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        entries.MapGet("/{index:long}", FindAsync)
            .WithSummary("One entry by its index")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<EntryList>, JsonHttpResult<CloudEvent[]>, ProblemHttpResult>> ListAsync(
        [AsParameters] EntryParameters parameters, HttpRequest request, EntryReader reader, EntryFormats formats, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        EntryParameters.RejectOthers(request.Query, errors, "after", "limit", "order", "format");
        var page = parameters.ReadPage(errors);
        var format = parameters.ReadFormat(errors, EntryParameters.ReadingFormats) ?? (AcceptsBatch(request) ? EntryFormat.CloudEvent : EntryFormat.Entry);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        // One more than asked for tells whether there is a next page.
        var found = await reader.PageAsync(page with { Limit = page.Limit + 1 }, cancellationToken);
        var entries = found.Take(page.Limit).ToList();
        var next = found.Count > entries.Count ? NextPage(request, entries[^1].Index) : null;
        if (format == EntryFormat.Entry)
        {
            return TypedResults.Ok(new EntryList { Entries = entries, Next = next });
        }
        if (next is not null)
        {
            request.HttpContext.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }
        return TypedResults.Json(entries.Select(formats.Event).ToArray(), CloudEventJson.Default.CloudEventArray, $"{CloudEvent.BatchMediaType}; charset=utf-8");
    }

    /// <summary>By name only: a client that accepts anything gets the list.</summary>
    private static bool AcceptsBatch(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.Quality is not 0 && accepted.MediaType.Equals(CloudEvent.BatchMediaType, StringComparison.OrdinalIgnoreCase));

    private static async Task<Results<Ok<EntryDocument>, ProblemHttpResult>> FindAsync(
        long index, EntryReader reader, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(index, cancellationToken) is { } entry)
        {
            return TypedResults.Ok(entry);
        }
        return TypedResults.Problem(
            statusCode: StatusCodes.Status404NotFound,
            title: "The log has no entry with this index.",
            extensions: new Dictionary<string, object?> { ["code"] = "unknown_entry" });
    }

    private static string NextPage(HttpRequest request, long after)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "after"))
        {
            { "after", after.ToString(CultureInfo.InvariantCulture) },
        };
        return $"{request.Path}{query}";
    }
}

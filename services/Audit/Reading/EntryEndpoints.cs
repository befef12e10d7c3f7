using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.Audit.Access;

namespace TrustedPublishing.Audit.Reading;

internal static class EntryEndpoints
{
    public static void MapEntries(this IEndpointRouteBuilder api)
    {
        var entries = api.MapGroup("/entries").WithTags("Entries").ServesOneProject();
        entries.MapGet("/", ListAsync)
            .WithSummary("Lists entries, oldest first unless asked otherwise")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        entries.MapGet("/{index:long}", FindAsync)
            .WithSummary("One entry by its index")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<EntryList>, ProblemHttpResult>> ListAsync(
        [AsParameters] EntryParameters parameters, HttpRequest request, EntryReader reader, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        EntryParameters.RejectOthers(request.Query, errors, "after", "limit", "order");
        var page = parameters.ReadPage(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        // One more than asked for tells whether there is a next page.
        var found = await reader.PageAsync(page with { Limit = page.Limit + 1 }, cancellationToken);
        var entries = found.Take(page.Limit).ToList();
        return TypedResults.Ok(new EntryList
        {
            Entries = entries,
            Next = found.Count > entries.Count ? NextPage(request, entries[^1].Index) : null,
        });
    }

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

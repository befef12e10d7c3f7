using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary><c>GET /internal/publishers/changes?after=&lt;revision&gt;&amp;limit=&lt;1..1000&gt;</c>.</summary>
internal static class FeedEndpoint
{
    public static void MapFeed(this RouteGroupBuilder internals) => internals.MapGet("/publishers/changes", Read);

    private static async Task<Results<Ok<PublisherChanges>, ProblemHttpResult>> Read(
        PublisherConfigDb db, string? after, string? limit, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (!long.TryParse(after ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            errors.Add("after", "This is a revision: 0 or more.");
        }

        if (!int.TryParse(limit ?? "1000", NumberStyles.None, CultureInfo.InvariantCulture, out var pageSize) || pageSize is < 1 or > PublisherChanges.MaxPageSize)
        {
            errors.Add("limit", $"A page has 1 to {PublisherChanges.MaxPageSize} publishers.");
        }

        return errors.Any
            ? Problems.Invalid(StatusCodes.Status400BadRequest, Problems.InvalidQuery, "The query is not valid.", errors)
            : TypedResults.Ok(await PublisherChanges.ReadAsync(db, revision, pageSize, cancellationToken));
    }
}

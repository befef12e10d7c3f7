using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary><c>GET /internal/publishers/changes?after=&lt;revision&gt;&amp;limit=&lt;1..1000&gt;</c>.</summary>
internal static class FeedEndpoint
{
    public static void AddFeed(this WebApplicationBuilder builder) => builder.Services.AddSingleton<FeedReader>();

    public static void MapFeed(this RouteGroupBuilder internals) => internals.MapGet("/publishers/changes", Read);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Read(
        FeedReader feed, string? after, string? limit, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (!long.TryParse(after ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            errors.Add("after", "This is a revision: 0 or more.");
        }

        if (!int.TryParse(limit ?? "1000", NumberStyles.None, CultureInfo.InvariantCulture, out var pageSize) || pageSize is < 1 or > FeedPage.MaxSize)
        {
            errors.Add("limit", $"A page has 1 to {FeedPage.MaxSize} publishers.");
        }

        return errors.Any
            ? Problems.Invalid(StatusCodes.Status400BadRequest, Problems.InvalidQuery, "The query is not valid.", errors)
            : TypedResults.Bytes(await feed.ReadAsync(revision, pageSize, cancellationToken), "application/json; charset=utf-8");
    }
}

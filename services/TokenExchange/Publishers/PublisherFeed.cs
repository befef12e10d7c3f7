using System.Text.Json;
using System.Text.Json.Serialization;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>One page of <c>GET /internal/publishers/changes</c>, oldest change first.</summary>
internal sealed record FeedPage(string Epoch, long Head, long Through, bool More, IReadOnlyList<FeedChange> Changes);

/// <summary>A publisher as it is since <paramref name="Revision"/>; null if it is gone or cannot match anything here.</summary>
internal sealed record FeedChange(Guid Id, long Revision, TrustedPublisher? Publisher);

/// <summary>Reads PublisherConfig's feed over HTTP.</summary>
internal sealed partial class PublisherFeed(IHttpClientFactory clients, ProviderCatalog providers, ILogger<PublisherFeed> logger)
{
    public const string Client = "publisher-config";

    private const int PageSize = 1000;

    /// <exception cref="HttpRequestException">PublisherConfig does not answer, or not with 200.</exception>
    /// <exception cref="JsonException">The answer is not what was agreed.</exception>
    public async Task<FeedPage> ReadAsync(long after, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Client);
        using var response = await client.GetAsync(
            new Uri($"/internal/publishers/changes?after={after}&limit={PageSize}", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var page = await JsonSerializer.DeserializeAsync(body, FeedJson.Default.FeedDocument, cancellationToken)
            ?? throw new JsonException("The feed answered null.");
        if (page.More && page.Through <= after)
        {
            throw new JsonException("The feed promises more and does not move on.");
        }

        return new FeedPage(page.Epoch, page.Head, page.Through, page.More, [.. page.Publishers.Select(Read)]);
    }

    private FeedChange Read(FeedEntry entry)
    {
        if (entry.Removed)
        {
            return new FeedChange(entry.Id, entry.Revision, null);
        }

        var fields = (entry.Fields ?? new Dictionary<string, string?>())
            .Where(field => field.Value is not null)
            .ToDictionary(field => field.Key, field => field.Value!, StringComparer.Ordinal);
        var rule = providers.Find(entry.Provider)?.ReadRule(fields);
        if (rule is null || entry.Issuer is null || entry.PinnedIds is null)
        {
            Log.NotUnderstood(logger, entry.Id, entry.Provider);
            return new FeedChange(entry.Id, entry.Revision, null);
        }

        return new FeedChange(entry.Id, entry.Revision, new TrustedPublisher
        {
            Id = entry.Id,
            Revision = entry.Revision,
            Provider = entry.Provider!,
            Issuer = entry.Issuer,
            Rule = rule,
            PinnedIds = entry.PinnedIds,
            PinUntil = entry.PinUntil,
            Projects = [.. (entry.Projects ?? []).Select(project => new PublisherProject(project.Id, project.Name, project.NormalizedName))],
        });
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Publisher {PublisherId} of provider {Provider} is not understood and matches nothing; is this service older than publisher-config?")]
        public static partial void NotUnderstood(ILogger logger, Guid publisherId, string? provider);
    }
}

internal sealed record FeedDocument
{
    public required string Epoch { get; init; }
    public required long Head { get; init; }
    public required long Through { get; init; }
    public required bool More { get; init; }
    public required IReadOnlyList<FeedEntry> Publishers { get; init; }
}

internal sealed record FeedEntry
{
    public required Guid Id { get; init; }
    public required long Revision { get; init; }
    public bool Removed { get; init; }
    public string? Provider { get; init; }
    public string? Issuer { get; init; }
    public Dictionary<string, string?>? Fields { get; init; }
    public Dictionary<string, string>? PinnedIds { get; init; }
    public DateTimeOffset? PinUntil { get; init; }
    public IReadOnlyList<FeedProject>? Projects { get; init; }
}

internal sealed record FeedProject
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string NormalizedName { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FeedDocument))]
internal sealed partial class FeedJson : JsonSerializerContext;

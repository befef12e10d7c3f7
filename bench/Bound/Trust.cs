using System.Collections.Frozen;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.Bench.Bound;

/// <summary>An issuer with its key and what its ID tokens must be like.</summary>
internal sealed record BoundIssuer(IProvider Provider, IdTokenPolicy Policy, SigningKey Key);

/// <summary>All that a decision needs, in memory: issuers, keys, publishers, the mint.</summary>
internal sealed class Trust
{
    private readonly FrozenDictionary<string, BoundIssuer> issuers;
    private readonly PublisherTable publishers;

    private Trust(FrozenDictionary<string, BoundIssuer> issuers, PublisherTable publishers)
    {
        this.issuers = issuers;
        this.publishers = publishers;
    }

    public TokenMint Mint { get; } = new(
        new KeyRing([RingKey.Generate(DateTimeOffset.UtcNow.AddMinutes(-1))]),
        new TokenShape("bound", "localhost:8080", "localhost:8080", "tpa-", TimeSpan.FromMinutes(15)));

    public static Trust From(BoundSettings settings)
    {
        var catalog = new ProviderCatalog();
        var issuers = settings.Publishers.DistinctBy(publisher => publisher.Issuer).ToFrozenDictionary(
            publisher => publisher.Issuer,
            publisher => new BoundIssuer(
                catalog.Find(publisher.Provider)!,
                new IdTokenPolicy
                {
                    Issuer = publisher.Issuer,
                    Algorithms = [SignatureAlgorithm.Find("RS256")!],
                    Audiences = [settings.Audience],
                    MaxLifetime = TimeSpan.FromHours(24),
                },
                SigningKey.FromJwk(publisher.Issuer, settings.Key.GetProperty("kid").GetString()!, settings.Key)!),
            StringComparer.Ordinal);
        var packer = new PublisherPacker(catalog);
        var publishers = new PublisherTable("bound");
        publishers.Apply(new FeedPage("bound", settings.Publishers.Count, settings.Publishers.Count, false, [.. settings.Publishers.Select((publisher, i) => Read(publisher, i + 1, packer))]));
        return new Trust(issuers, publishers);
    }

    public BoundIssuer? Find(string issuer) => issuers.GetValueOrDefault(issuer);

    public IReadOnlyList<TrustedPublisher> Candidates(string issuer, string identity) => publishers.Find(issuer, identity);

    private static FeedChange Read(BoundPublisher publisher, long revision, PublisherPacker packer)
    {
        var id = Guid.CreateVersion7();
        return new FeedChange(id, revision, packer.Pack(new FeedEntry
        {
            Id = id,
            Revision = revision,
            Provider = publisher.Provider,
            Issuer = publisher.Issuer,
            Fields = publisher.Fields,
            PinnedIds = publisher.PinnedIds,
            Projects = [new FeedProject { Id = Guid.CreateVersion7(), Name = $"Project-{revision}", NormalizedName = $"project-{revision}" }],
        }));
    }
}

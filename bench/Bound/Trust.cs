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
    private readonly FrozenDictionary<(string Issuer, string Identity), TrustedPublisher[]> publishers;

    private Trust(FrozenDictionary<string, BoundIssuer> issuers, FrozenDictionary<(string Issuer, string Identity), TrustedPublisher[]> publishers)
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
        var publishers = settings.Publishers
            .Select((publisher, position) => Read(publisher, position, catalog))
            .GroupBy(publisher => (publisher.Issuer, publisher.Rule.Identity))
            .ToFrozenDictionary(same => same.Key, same => same.ToArray());
        return new Trust(issuers, publishers);
    }

    public BoundIssuer? Find(string issuer) => issuers.GetValueOrDefault(issuer);

    public IReadOnlyList<TrustedPublisher> Candidates(string issuer, string identity) => publishers.GetValueOrDefault((issuer, identity)) ?? [];

    private static TrustedPublisher Read(BoundPublisher publisher, int position, ProviderCatalog catalog) => new()
    {
        Id = Guid.CreateVersion7(),
        Revision = position + 1,
        Provider = publisher.Provider,
        Issuer = publisher.Issuer,
        Rule = catalog.Find(publisher.Provider)!.ReadRule(publisher.Fields)!,
        PinnedIds = publisher.PinnedIds,
        Projects = [new PublisherProject(Guid.CreateVersion7(), $"Project-{position}", $"project-{position}")],
    };
}

using System.Text.Json;
using TrustedPublishing.CiSimulator.Issuers;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.Bench.Steps;

/// <summary>The simulator's usual job of a provider, registered, with all that its exchange needs.</summary>
internal sealed class SampleExchange
{
    public const string Target = "localhost:8080";

    private const string Audience = "bench";

    public static readonly Guid TokenId = new("00112233-4455-6677-8899-aabbccddeeff");

    private readonly PublisherTable publishers = new("bench");

    private SampleExchange(SimulatedIssuer issuer, Dictionary<string, string?> fields)
    {
        Rules = new ProviderCatalog().Find(issuer.Provider)!;
        var claims = issuer.ClaimsOf();
        IdToken = issuer.Sign(claims);
        Policy = new IdTokenPolicy
        {
            Issuer = issuer.Issuer,
            Algorithms = [SignatureAlgorithm.Find("RS256")!],
            Audiences = [Audience],
            MaxLifetime = Rules.MaxIdTokenLifetime,
        };
        using var keys = JsonDocument.Parse(issuer.KeySet().ToJsonString());
        Key = SigningKey.FromJwk(issuer.Issuer, issuer.KeyId, keys.RootElement.GetProperty("keys")[0])!;
        var id = Guid.CreateVersion7();
        publishers.Apply(new FeedPage("bench", 1, 1, false, [new FeedChange(id, 1, new PublisherPacker(new ProviderCatalog()).Pack(new FeedEntry
        {
            Id = id,
            Revision = 1,
            Provider = issuer.Provider,
            Issuer = issuer.Issuer,
            Fields = fields,
            PinnedIds = Rules.Claims.ImmutableIds.ToDictionary(claim => claim, claim => (string)claims[claim]!, StringComparer.Ordinal),
            Projects = [new FeedProject { Id = Guid.CreateVersion7(), Name = "Sample.Project", NormalizedName = "sample-project" }],
        }))]));
    }

    public IProvider Rules { get; }

    public string IdToken { get; }

    public IdTokenPolicy Policy { get; }

    public SigningKey Key { get; }

    public DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    public TokenMint Mint { get; } = new(
        new KeyRing([RingKey.Generate(DateTimeOffset.UtcNow.AddMinutes(-1))]),
        new TokenShape("bench", Target, Target, "tpa-", TimeSpan.FromMinutes(15)));

    public static SampleExchange Of(string provider)
    {
        var issuer = $"http://localhost:8083/{provider}";
        return provider switch
        {
            "github" => new(SimulatedIssuer.GitHub(issuer, Audience), new()
            {
                ["repository_owner"] = "octo-org", ["repository_name"] = "sampleproject", ["workflow_filename"] = "release.yml", ["environment"] = "pypi",
            }),
            "gitlab" => new(SimulatedIssuer.GitLab(issuer, Audience), new()
            {
                ["namespace"] = "octo-group", ["project"] = "sampleproject", ["workflow_filepath"] = ".gitlab-ci.yml", ["environment"] = "pypi",
            }),
            "google" => new(SimulatedIssuer.Google(issuer, Audience), new() { ["email"] = "publisher@sampleproject.iam.gserviceaccount.com" }),
            "activestate" => new(SimulatedIssuer.ActiveState(issuer, Audience), new()
            {
                ["organization"] = "octo-org", ["project"] = "sampleproject", ["actor"] = "octavia",
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "There is no such provider."),
        };
    }

    public IReadOnlyList<TrustedPublisher> Candidates(string identity) => publishers.Find(Policy.Issuer, identity);
}

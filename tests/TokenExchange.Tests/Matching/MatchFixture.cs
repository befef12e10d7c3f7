using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Matching;

/// <summary>Registers publishers of one provider and asks which of them an ID token speaks for.</summary>
internal sealed class MatchFixture(IProvider provider, string issuer) : IDisposable
{
    private readonly TestIssuer signer = new(issuer);
    private readonly List<TrustedPublisher> publishers = [];

    public string Issuer => issuer;

    public TrustedPublisher Register(params (string Name, string Value)[] fields) => Register(issuer, fields);

    public TrustedPublisher Register(string boundTo, params (string Name, string Value)[] fields)
    {
        var registration = provider.ReadRule(fields.ToDictionary(field => field.Name, field => field.Value));
        var publisher = new TrustedPublisher
        {
            Id = Guid.CreateVersion7(SampleClaims.Now.AddMinutes(publishers.Count)),
            Revision = publishers.Count + 1,
            Provider = provider.Name,
            Issuer = boundTo,
            Rule = registration!,
            Projects = [new PublisherProject(Guid.NewGuid(), "Sample", "sample")],
            PinUntil = SampleClaims.Now.AddDays(7),
        };
        publishers.Add(publisher);
        return publisher;
    }

    public void Replace(TrustedPublisher old, TrustedPublisher changed) => publishers[publishers.IndexOf(old)] = changed;

    public MatchResult Match(JsonObject claims)
    {
        // Last registered first, so that no rule can lean on the order of the list.
        IReadOnlyList<TrustedPublisher> Candidates(string identity) =>
            [.. publishers.Where(publisher => publisher.Rule.Identity == identity).Reverse()];

        return PublisherMatch.Find(provider, signer.Verified(claims, SampleClaims.Now), Candidates, SampleClaims.Now);
    }

    /// <summary>Whether the publisher is pinned already or would be now.</summary>
    public void AssertMatches(JsonObject claims, TrustedPublisher expected) => Assert.Equal(expected, Match(claims) switch
    {
        MatchResult.Matched matched => matched.Publisher,
        MatchResult.NeedsPin needsPin => needsPin.Publisher,
        _ => null,
    });

    public void AssertRefuses(JsonObject claims, DenialReason reason, TrustedPublisher? nearest = null)
    {
        var refused = Assert.IsType<MatchResult.Refused>(Match(claims));
        Assert.Equal(reason, refused.Reason);
        Assert.Equal(nearest?.Id, refused.Nearest?.Id);
    }

    public void Dispose() => signer.Dispose();
}

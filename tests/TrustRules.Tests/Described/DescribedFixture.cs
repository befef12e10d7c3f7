using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Tests.Described;

/// <summary>One publisher of a described provider, and what becomes of an ID token: <c>match</c>, or the code of the refusal.</summary>
internal sealed class DescribedFixture
{
    public const string Match = "match";

    private readonly IProvider provider;
    private readonly PublisherRule rule;

    public DescribedFixture(string provider, params (string Name, string Value)[] fields)
        : this(new ProviderCatalog().Of(provider), fields)
    {
    }

    public DescribedFixture(IProvider provider, params (string Name, string Value)[] fields)
    {
        this.provider = provider;
        rule = provider.ReadRule(fields.ToDictionary(given => given.Name, given => Keep(given.Name, given.Value), StringComparer.Ordinal))
            ?? throw new InvalidOperationException("The registration is not complete.");
    }

    public IProvider Provider => provider;

    public PublisherRule Rule => rule;

    /// <summary>In the order of the exchange: what must be there, what no registration can make good, the identity, the registration.</summary>
    public Mismatch? Refuse(IdTokenClaims claims)
    {
        if (provider.Claims.FindMissing(claims) is { } missing)
        {
            return new Mismatch(DenialReason.ClaimMissing, missing, "that it is there", null);
        }

        if (provider.RefuseOutright(claims) is { } mismatch)
        {
            return mismatch;
        }

        var checks = rule.Check(claims, "https://ci.example");
        Assert.NotEmpty(checks);
        var failed = checks.FirstOrDefault(check => !check.Holds)?.Mismatch;

        // Whatever holds must be found.
        Assert.True(failed is not null || string.Equals(provider.IdentityOf(claims), rule.Identity, StringComparison.Ordinal));
        return failed;
    }

    public string Decide(JsonObject claims) => Refuse(Read(claims))?.Reason.Code ?? Match;

    /// <param name="claims">A good ID token's.</param>
    /// <param name="name">A claim, or a path to one.</param>
    /// <param name="json">Its new value, or nothing to leave it out.</param>
    public string DecideWith(JsonObject claims, string name, string? json)
    {
        var changed = claims.DeepClone().AsObject();
        var path = name.StartsWith('/') ? name[1..].Split('/') : [name];
        var parent = path[..^1].Aggregate(changed, (at, step) => at[step]!.AsObject());
        if (json is null)
        {
            Assert.True(parent.Remove(path[^1]), $"The sample has no claim {name}.");
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(json);
        }

        return Decide(changed);
    }

    public void AssertEveryClaimIsListed(JsonObject claims) => Assert.All(claims, claim => Assert.True(provider.Claims.Lists(claim.Key), claim.Key));

    public static IdTokenClaims Read(JsonObject claims) => new(JsonElement.Parse(claims.ToJsonString()));

    private string Keep(string name, string value)
    {
        var field = provider.Fields.Single(one => one.Name == name);
        Assert.Null(field.IsList ? ValueList.Refuse(value, field.Refusal) : field.Refusal(value));
        return field.IsList ? ValueList.Keep(value) : field.Keep(value);
    }
}

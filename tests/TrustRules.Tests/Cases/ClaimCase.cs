using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Tests.Cases;

/// <summary>
/// One row of a table: how a registration differs from the sample's, how a job differs from it, and what comes of that. Both
/// differences are <see cref="Change"/>s; the outcome is <see cref="Holds"/>, or every claim that fails with the code of its reason.
/// </summary>
internal static class ClaimCase
{
    public const string Holds = "holds";

    /// <summary>In the order of the exchange: what must be there, what no registration can make good, what is registered.</summary>
    public static string Decide(SampleJob sample, string registered, string job)
    {
        var rule = sample.Register(registered);
        var (claims, issuer) = sample.Run(job);
        if (sample.Provider.Claims.FindMissing(claims) is { } missing)
        {
            return $"missing {missing}";
        }

        if (sample.Provider.RefuseOutright(claims) is { } outright)
        {
            return $"outright {outright.Claim} {outright.Reason.Code}";
        }

        var checks = rule.Check(claims, issuer);
        Assert.NotEmpty(checks);
        Assert.All(checks.Where(check => !check.Holds), check => Assert.Equal(check.Claim, check.Mismatch!.Claim));
        if (!checks.All(check => check.Holds))
        {
            return string.Join(", ", checks.Where(check => !check.Holds).Select(check => $"{check.Claim} {check.Mismatch!.Reason.Code}"));
        }

        // A publisher that matches must be found by what the ID token says.
        Assert.Equal(rule.Identity, sample.Provider.IdentityOf(claims));
        return Holds;
    }
}

/// <summary>
/// A complete registration and a complete job of one provider. What a job is (<c>@repository=…</c>) changes every claim that tells it,
/// as an honest token would; everything else changes one claim.
/// </summary>
internal sealed class SampleJob(string provider, string registration, string job, Func<IReadOnlyDictionary<string, string>, JsonObject> claimsOf)
{
    private const string Issuer = "issuer";

    public IProvider Provider { get; } = new ProviderCatalog().Of(provider);

    public PublisherRule Register(string registered)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in Change.Read(registration).Concat(Change.Read(registered)))
        {
            fields[change.Name] = Keep(Provider.Fields.Single(field => field.Name == change.Name), change.Value!);
        }

        return Provider.ReadRule(fields) ?? throw new InvalidOperationException($"Not a whole registration: {registered}");
    }

    public (IdTokenClaims Claims, string Issuer) Run(string changed)
    {
        var (claims, issuer) = Write(changed);
        return (new IdTokenClaims(JsonElement.Parse(claims.ToJsonString())), issuer);
    }

    public (JsonObject Claims, string Issuer) Write(string changed)
    {
        var changes = Change.Read(changed).ToList();
        var about = Change.Read(job).ToDictionary(change => change.Name, change => change.Value!, StringComparer.Ordinal);
        foreach (var change in changes.Where(change => change.IsAboutTheJob))
        {
            Assert.True(about.ContainsKey(change.Name), $"A job of {provider} has no {change.Name}.");
            about[change.Name] = change.Value!;
        }

        var claims = claimsOf(about);
        foreach (var change in changes.Where(change => !change.IsAboutTheJob))
        {
            change.ApplyTo(claims);
        }

        return (claims, about[Issuer]);
    }

    private static string Keep(RegistrationField field, string value)
    {
        Assert.Null(field.IsList ? ValueList.Refuse(value, field.Refusal) : field.Refusal(value));
        return field.IsList ? ValueList.Keep(value) : field.Keep(value);
    }
}

/// <summary>
/// <c>name=text</c>, <c>name:=json</c>, <c>-name</c> to leave a claim out, <c>@name=text</c> for the job itself; several with
/// <c> ; </c> between them.
/// </summary>
internal sealed record Change(string Name, string? Value, bool IsJson, bool IsAboutTheJob)
{
    public static IEnumerable<Change> Read(string changes) => changes.Split(" ; ", StringSplitOptions.RemoveEmptyEntries).Select(ReadOne);

    public void ApplyTo(JsonObject claims)
    {
        if (Value is null)
        {
            Assert.True(claims.Remove(Name), $"The sample has no claim {Name}.");
            return;
        }

        claims[Name] = IsJson ? JsonNode.Parse(Value) : Value;
    }

    private static Change ReadOne(string change)
    {
        if (change.StartsWith('-'))
        {
            return new Change(change[1..], null, false, false);
        }

        var at = change.IndexOf('=', StringComparison.Ordinal);
        var isJson = change[at - 1] == ':';
        var isAboutTheJob = change.StartsWith('@');
        return new Change(change[(isAboutTheJob ? 1 : 0)..(isJson ? at - 1 : at)], change[(at + 1)..], isJson, isAboutTheJob);
    }
}

using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>Runs that only read must not publish; modules are no stacks; an audience that is the host.</summary>
public sealed class SpaceliftTests
{
    private readonly DescribedFixture plain = new("spacelift", ("space", "legacy"), ("stack", "sampleproject"));

    private readonly DescribedFixture narrow = new("spacelift", ("space", "legacy"), ("stack", "sampleproject"), ("run_types", "TRACKED"));

    [Fact]
    public void Every_claim_that_Spacelift_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_space_and_stack()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
        Assert.Equal("match", plain.DecideWith(Sample(), "runType", "\"TASK\""));
        Assert.Equal("match", plain.DecideWith(Sample(), "sub", "\"space:other\""));
    }

    [Theory]
    [InlineData("https://acme.app.spacelift.io", "acme.app.spacelift.io")]
    [InlineData("https://spacelift.example.org:8443", "spacelift.example.org:8443")]
    public void The_audience_is_the_host(string issuer, string audience) =>
        Assert.Equal(audience, Assert.IsType<DescribedProvider>(plain.Provider).AudienceOf(issuer));

    [Theory]
    [InlineData("scope", "\"read\"", "job_refused")]
    [InlineData("scope", "\"Write\"", "job_refused")]
    [InlineData("scope", "[\"write\"]", "claim_missing")]
    [InlineData("scope", "true", "job_refused")]
    [InlineData("scope", null, "claim_missing")]
    [InlineData("callerType", "\"module\"", "job_refused")]
    [InlineData("callerType", null, "claim_missing")]
    [InlineData("runType", "\"PROPOSED\"", "job_refused")]
    [InlineData("runType", "\"TESTING\"", "job_refused")]
    [InlineData("runType", "\"DESTROY\"", "job_refused")]
    [InlineData("runType", "\"tracked\"", "job_refused")]
    [InlineData("runType", "\"TASK\"", "event_refused")]
    [InlineData("runType", null, "claim_missing")]
    [InlineData("spaceId", "\"other\"", "no_publisher")]
    [InlineData("spaceId", null, "claim_missing")]
    [InlineData("callerId", "\"other\"", "no_publisher")]
    [InlineData("callerId", "\"sampleproject:scope:write\"", "no_publisher")]
    [InlineData("callerId", "null", "claim_missing")]
    public void Refuses_everything_else(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    private static JsonObject Sample() => new()
    {
        ["iss"] = "https://acme.app.spacelift.io",
        ["aud"] = "acme.app.spacelift.io",
        ["sub"] = "space:legacy:stack:sampleproject:run_type:TRACKED:scope:write",
        ["iat"] = 1795388021,
        ["nbf"] = 1795388021,
        ["exp"] = 1795391621,
        ["spaceId"] = "legacy",
        ["callerType"] = "stack",
        ["callerId"] = "sampleproject",
        ["runType"] = "TRACKED",
        ["runId"] = "01HXYZ",
        ["scope"] = "write",
    };
}

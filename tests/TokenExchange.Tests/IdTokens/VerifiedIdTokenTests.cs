using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

public sealed class VerifiedIdTokenTests : IDisposable
{
    private static readonly DateTimeOffset Now = SampleClaims.Now;

    private readonly TestIssuer issuer = new();

    [Fact]
    public void Accepts_an_id_token_for_us_and_for_now()
    {
        var idToken = issuer.Verified(SampleClaims.GitHub(), Now);

        Assert.Equal(issuer.Issuer, idToken.Issuer);
        Assert.Equal(Now.AddMinutes(5), idToken.ExpiresAt);
        Assert.Equal(Now.AddSeconds(-10), idToken.IssuedAt);
    }

    [Theory]
    [InlineData("\"registry.example.org\"")]
    [InlineData("[\"registry.example.org\"]")]
    [InlineData("\"second.example.org\"")]
    public void Accepts_each_audience_of_the_list_alone(string audience) =>
        Assert.IsType<IdTokenVerification.Good>(Verify(SampleClaims.GitHub().With("aud", JsonNode.Parse(audience))));

    [Theory]
    [InlineData("\"pypi\"")]
    [InlineData("\"Registry.example.org\"")]
    [InlineData("\"registry.example.org/\"")]
    [InlineData("\"https://registry.example.org\"")]
    [InlineData("\"\"")]
    public void Refuses_an_audience_that_is_not_ours(string audience) =>
        AssertRefused(SampleClaims.GitHub().With("aud", JsonNode.Parse(audience)), DenialReason.AudienceMismatch);

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("[7]")]
    [InlineData("[\"registry.example.org\",\"registry.example.org\"]")]
    [InlineData("[\"registry.example.org\",\"other.example.org\"]")]
    [InlineData("{\"registry.example.org\":1}")]
    public void Refuses_an_audience_that_is_not_one_string(string audience) =>
        AssertRefused(SampleClaims.GitHub().With("aud", JsonNode.Parse(audience)), DenialReason.MalformedClaims);

    [Theory]
    [InlineData("exp")]
    [InlineData("iat")]
    [InlineData("aud")]
    public void Refuses_an_id_token_without(string claim) =>
        AssertRefused(SampleClaims.GitHub().Without(claim), DenialReason.MalformedClaims);

    [Theory]
    [InlineData("\"1795388321\"")]
    [InlineData("1795388321.5")]
    [InlineData("1e400")]
    [InlineData("-1")]
    [InlineData("253402300800")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1795388321]")]
    public void Refuses_dates_that_are_not_whole_seconds_in_range(string date)
    {
        foreach (var claim in new[] { "exp", "iat", "nbf" })
        {
            AssertRefused(SampleClaims.GitHub().With(claim, JsonNode.Parse(date)), DenialReason.MalformedClaims);
        }
    }

    [Fact]
    public void Does_without_nbf_as_Google_does() =>
        Assert.IsType<IdTokenVerification.Good>(Verify(SampleClaims.GitHub().Without("nbf")));

    public void Dispose() => issuer.Dispose();

    private void AssertRefused(JsonObject claims, DenialReason expected, DateTimeOffset? now = null) =>
        Assert.Equal(new IdTokenVerification.Refused(expected), Verify(claims, now));

    private IdTokenPolicy Policy => issuer.Policy with { Audiences = [SampleClaims.Audience, "second.example.org"] };

    private IdTokenVerification Verify(JsonObject claims, DateTimeOffset? now = null) =>
        VerifiedIdToken.Verify(issuer.Authentic(claims), Policy, now ?? Now);
}

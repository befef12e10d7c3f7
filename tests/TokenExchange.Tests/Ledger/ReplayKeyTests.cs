using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Ledger;

public sealed class ReplayKeyTests
{
    [Fact]
    public void One_jti_is_one_id_token_whatever_else_it_says()
    {
        var claims = SampleClaims.GitHub();

        Assert.Equal(Key(claims), Key(((JsonObject)claims.DeepClone()).With("run_id", "999")));
        Assert.NotEqual(Key(claims), Key(SampleClaims.GitHub()));
        Assert.NotEqual(Key(claims), Key(claims, "other"));
    }

    [Fact]
    public void Without_a_jti_the_signed_bytes_count()
    {
        var claims = SampleClaims.Google();

        Assert.Equal(Key(claims), Key(claims));
        Assert.NotEqual(Key(claims), Key(((JsonObject)claims.DeepClone()).With("azp", "2")));
    }

    // A claim that names nothing must not make all ID tokens of an issuer the same one.
    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("[\"a\"]")]
    [InlineData("{\"a\":1}")]
    public void A_jti_that_is_no_text_counts_as_none(string jti)
    {
        var claims = SampleClaims.Google().With("jti", JsonNode.Parse(jti));

        Assert.Equal(Key(claims), Key(claims));
        Assert.NotEqual(Key(claims), Key(((JsonObject)claims.DeepClone()).With("azp", "2")));
    }

    [Theory]
    [InlineData("a", "A")]
    [InlineData("a", "a ")]
    [InlineData("a", " a")]
    [InlineData("\u00e9", "e\u0301")]
    [InlineData("1", "01")]
    public void A_jti_is_compared_byte_for_byte(string one, string other) =>
        Assert.NotEqual(Key(SampleClaims.Google().With("jti", one)), Key(SampleClaims.Google().With("jti", other)));

    [Fact]
    public void A_jti_and_a_target_cannot_be_shifted_into_each_other() =>
        Assert.NotEqual(Key(SampleClaims.Google().With("jti", "ab"), "c"), Key(SampleClaims.Google().With("jti", "a"), "bc"));

    [Fact]
    public void A_jti_that_spells_a_digest_is_another_id_token()
    {
        var google = Authentic(SampleClaims.Google());

        Assert.NotEqual(
            ReplayKey.ForTarget(google, "main"),
            Key(SampleClaims.Google().With("jti", System.Text.Encoding.Latin1.GetString(google.Digest).Replace("\0", "x", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_issuer_is_part_of_it()
    {
        var claims = SampleClaims.GitHub();

        Assert.NotEqual(Key(claims), Key(((JsonObject)claims.DeepClone()).With("iss", "https://gitlab.com")));
    }

    [Fact]
    public void All_targets_of_an_id_token_share_its_other_key()
    {
        var signed = Authentic(SampleClaims.GitHub());

        Assert.NotEqual(ReplayKey.ForAnyTarget(signed), ReplayKey.ForTarget(signed, ""));
        Assert.Equal(ReplayKey.ForAnyTarget(signed), ReplayKey.ForAnyTarget(signed));
    }

    private static byte[] Key(JsonObject claims, string target = "main") => ReplayKey.ForTarget(Authentic(claims), target);

    private static SignedIdToken Authentic(JsonObject claims)
    {
        using var issuer = new TestIssuer((string)claims["iss"]!);
        return issuer.Authentic(claims);
    }
}

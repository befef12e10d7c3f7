using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.JwksCache.KeySets;

namespace TrustedPublishing.JwksCache.Tests.KeySets;

public sealed class JwkSetTests
{
    [Fact]
    public void Takes_the_usable_keys_and_counts_the_others()
    {
        var json = Set(JwkTests.Rsa(), JwkTests.Rsa(k => k["kid"] = "2"), JwkTests.Rsa(k => k["use"] = "enc"), JsonValue.Create(7));

        var usable = Assert.IsType<JwkSetReading.Usable>(Read(json));

        Assert.Equal(["2011-04-29", "2"], usable.Keys.Select(k => k.KeyId));
        Assert.Equal(2, usable.Ignored);
    }

    [Fact]
    public void A_key_for_encryption_may_share_its_kid_with_one_for_signatures() =>
        Assert.IsType<JwkSetReading.Usable>(Read(Set(JwkTests.Rsa(k => k["use"] = "enc"), JwkTests.Rsa())));

    [Fact]
    public void Refuses_a_kid_that_means_two_keys() =>
        Assert.Equal("invalid_document", Refused(Set(JwkTests.Rsa(), JwkTests.Rsa(k => k["e"] = "Aw"))));

    [Fact]
    public void Refuses_more_keys_than_allowed() =>
        Assert.Equal("invalid_document", Refused(Set([.. Enumerable.Range(0, 11).Select(i => (JsonNode)JwkTests.Rsa(k => k["kid"] = $"{i}"))])));

    [Theory]
    [InlineData("", "invalid_document")]
    [InlineData("null", "invalid_document")]
    [InlineData("[]", "invalid_document")]
    [InlineData("{}", "invalid_document")]
    [InlineData("""{"keys":{}}""", "invalid_document")]
    [InlineData("""{"keys":"none"}""", "invalid_document")]
    [InlineData("""{"keys":[]""", "invalid_document")]
    [InlineData("""{"keys":[]} trailing""", "invalid_document")]
    [InlineData("""{"keys":[],"keys":[]}""", "invalid_document")]
    [InlineData("""{"keys":[{"kty":"RSA","kty":"EC"}]}""", "invalid_document")]
    [InlineData("""{"keys":[{"kid":"\ud800","kty":"RSA"}]}""", "invalid_document")]
    [InlineData("""{"keys":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}""", "invalid_document")]
    [InlineData("<!DOCTYPE html>", "invalid_document")]
    [InlineData("""{"keys":[]}""", "no_usable_keys")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"1","k":"AQAB"}]}""", "no_usable_keys")]
    [InlineData("""{"keys":[null, 1, "x", {}]}""", "no_usable_keys")]
    public void Refuses(string json, string code) => Assert.Equal(code, Refused(json));

    private static string Set(params JsonNode[] keys) => new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString();

    private static string Refused(string json) => Assert.IsType<JwkSetReading.Refused>(Read(json)).Problem.Code;

    private static JwkSetReading Read(string json) => JwkSet.Read(Encoding.UTF8.GetBytes(json), maximumKeys: 10);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.JwksCache.KeySets;

namespace TrustedPublishing.JwksCache.Tests.KeySets;

public sealed class JwkTests
{
    // The key of RFC 7638 §3.1, whose thumbprint is in the RFC.
    private const string RfcModulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    private const string RfcThumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

    [Fact]
    public void Keeps_the_public_members_of_an_RSA_key_and_nothing_else()
    {
        var key = Usable(Rsa(jwk =>
        {
            jwk["x5c"] = new JsonArray("MIIC");
            jwk["x5u"] = "https://elsewhere.example/";
            jwk["comment"] = "hello";
        }));

        Assert.Equal(("2011-04-29", RfcThumbprint, RfcModulus), (key.KeyId, key.Thumbprint, key.Jwk["n"]));
        Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], key.Jwk.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_RSA_key_may_leave_use_and_alg_out()
    {
        var key = Usable(Rsa(jwk =>
        {
            jwk.Remove("use");
            jwk.Remove("alg");
        }));

        Assert.False(key.Jwk.ContainsKey("alg"));
        Assert.Equal("sig", key.Jwk["use"]);
    }

    [Fact]
    public void Leading_zeros_of_a_modulus_change_neither_its_size_nor_its_thumbprint()
    {
        var padded = Base64Url.EncodeToString([0, 0, .. Base64Url.DecodeFromChars(RfcModulus)]);

        var key = Usable(Rsa(jwk => jwk["n"] = padded));

        Assert.Equal((RfcThumbprint, RfcModulus), (key.Thumbprint, key.Jwk["n"]));
    }

    [Theory]
    [InlineData("P-256", "ES256")]
    [InlineData("P-384", "ES384")]
    [InlineData("P-521", "ES512")]
    public void Accepts_the_curves_of_JWS(string name, string algorithm) => Assert.Equal(algorithm, Usable(Ec(name, algorithm)).Jwk["alg"]);

    [Fact]
    public void Accepts_an_Ed25519_key_with_the_thumbprint_of_RFC_8037()
    {
        // RFC 8037 Appendix A.2 and A.3.
        var key = Usable(new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["kid"] = "ed", ["x"] = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });

        Assert.Equal("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", key.Thumbprint);
    }

    [Theory]
    [InlineData("kid", null, "no usable kid")]
    [InlineData("kid", "\"\"", "no usable kid")]
    [InlineData("kid", "7", "no usable kid")]
    [InlineData("kid", "\"a\\nb\"", "no usable kid")]
    [InlineData("kty", null, "unknown kty")]
    [InlineData("kty", "\"oct\"", "unknown kty")]
    [InlineData("kty", "\"rsa\"", "unknown kty")]
    [InlineData("use", "\"enc\"", "not for signatures")]
    [InlineData("use", "7", "not for signatures")]
    [InlineData("key_ops", "[\"encrypt\"]", "not for signatures")]
    [InlineData("key_ops", "[7]", "not for signatures")]
    [InlineData("key_ops", "\"verify\"", "not for signatures")]
    [InlineData("alg", "\"none\"", "alg does not fit kty")]
    [InlineData("alg", "\"HS256\"", "alg does not fit kty")]
    [InlineData("alg", "\"ES256\"", "alg does not fit kty")]
    [InlineData("alg", "\"RSA-OAEP\"", "alg does not fit kty")]
    [InlineData("alg", "7", "alg does not fit kty")]
    [InlineData("n", null, "n or e is not base64url")]
    [InlineData("n", "7", "n or e is not base64url")]
    [InlineData("n", "\"\"", "n or e is not base64url")]
    [InlineData("n", "\"AQAB=\"", "n or e is not base64url")]
    [InlineData("n", "\"A QAB\"", "n or e is not base64url")]
    [InlineData("n", "\"AAAA\"", "n or e is not base64url")]
    [InlineData("n", "\"AQAB\"", "modulus too small, too large or even")]
    [InlineData("e", null, "n or e is not base64url")]
    [InlineData("e", "\"AA\"", "n or e is not base64url")]
    [InlineData("e", "\"AQ\"", "exponent out of range")]
    [InlineData("e", "\"AQAA\"", "exponent out of range")]
    [InlineData("e", "\"AQAAAAE\"", "exponent out of range")]
    [InlineData("d", "\"AQAB\"", "holds private members")]
    [InlineData("p", "\"AQAB\"", "holds private members")]
    [InlineData("oth", "[]", "holds private members")]
    [InlineData("k", "null", "holds private members")]
    public void Does_not_take_an_RSA_key_with(string member, string? json, string why)
    {
        Assert.Equal(why, Unusable(Rsa(jwk =>
        {
            jwk.Remove(member);
            if (json is not null)
            {
                jwk[member] = JsonNode.Parse(json);
            }
        })));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2047)]
    [InlineData(8193)]
    [InlineData(16384)]
    public void Does_not_take_a_modulus_of(int bits)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus.AsSpan().Fill(0xff);
        modulus[0] = (byte)(0xff >> ((modulus.Length * 8) - bits));

        Assert.Equal("modulus too small, too large or even", Unusable(Rsa(jwk => jwk["n"] = Base64Url.EncodeToString(modulus))));
    }

    [Theory]
    [InlineData("crv", "\"P-384\"", "alg does not fit crv")]
    [InlineData("crv", "\"secp256k1\"", "unknown crv")]
    [InlineData("crv", "7", "unknown crv")]
    [InlineData("alg", "\"RS256\"", "alg does not fit crv")]
    [InlineData("x", "\"AQAB\"", "not a point of the curve")]
    [InlineData("y", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "not a point of the curve")]
    [InlineData("d", "\"AQAB\"", "holds private members")]
    public void Does_not_take_an_EC_key_with(string member, string json, string why)
    {
        var jwk = Ec("P-256", "ES256");
        jwk[member] = JsonNode.Parse(json);

        Assert.Equal(why, Unusable(jwk));
    }

    [Theory]
    [InlineData("""{"kty":"OKP","crv":"X25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", "not an Ed25519 key")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","kid":"1","x":"AQAB"}""", "not an Ed25519 key")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","kid":"1","alg":"ES256","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", "alg does not fit crv")]
    [InlineData("7", "not an object")]
    [InlineData("null", "not an object")]
    [InlineData("[]", "not an object")]
    public void Does_not_take(string json, string why) => Assert.Equal(why, Unusable(JsonNode.Parse(json)));

    internal static JsonObject Rsa(Action<JsonObject>? change = null)
    {
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = RfcModulus, ["e"] = "AQAB", ["alg"] = "RS256", ["use"] = "sig", ["kid"] = "2011-04-29" };
        change?.Invoke(jwk);
        return jwk;
    }

    private static JsonObject Ec(string name, string algorithm)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName("nist" + name.Replace("-", "", StringComparison.Ordinal)));
        var point = key.ExportParameters(false).Q;
        return new JsonObject
        {
            ["kty"] = "EC", ["crv"] = name, ["alg"] = algorithm, ["kid"] = "ec",
            ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    private static SigningKey Usable(JsonNode jwk) => Assert.IsType<JwkReading.Usable>(Read(jwk)).Key;

    private static string Unusable(JsonNode? jwk) => Assert.IsType<JwkReading.Unusable>(Read(jwk)).Why;

    private static JwkReading Read(JsonNode? jwk) => Jwk.Read(JsonSerializer.SerializeToElement(jwk));
}

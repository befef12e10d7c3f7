using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Keys;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>Which JWKs are keys for ID tokens. JwksCache has looked at them before; the exchange does not rely on that.</summary>
public sealed class SigningKeyTests
{
    [Fact]
    public void Takes_each_kind_of_key_with_or_without_its_algorithm()
    {
        foreach (var signer in TestSigner.All)
        {
            Assert.NotNull(Read(Jwk(signer.KeyId)));
            Assert.NotNull(Read(Jwk(signer.KeyId).With("use", "sig").With("key_ops", new JsonArray("verify"))));
        }

        Assert.All(SignatureAlgorithm.All, algorithm => Assert.NotNull(Read(Jwk(TestSigner.For(algorithm.Name).KeyId).With("alg", algorithm.Name))));
    }

    [Theory]
    [InlineData(2047, false)]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    [InlineData(4096, true)]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    [InlineData(1024, false)]
    [InlineData(16384, false)]
    public void Takes_an_RSA_modulus_of_2048_to_8192_bits(int bits, bool taken)
    {
        var modulus = new byte[(bits + 7) / 8];
        modulus.AsSpan().Fill(0xFF);
        modulus[0] = (byte)(0xFF >> ((modulus.Length * 8) - bits));

        Assert.Equal(taken, Read(Jwk("rsa").With("n", Base64Url.EncodeToString(modulus))) is not null);
    }

    [Theory]
    [InlineData("rsa", "kty", "\"EC\"")]
    [InlineData("rsa", "kty", "\"oct\"")]
    [InlineData("rsa", "kty", "\"OKP\"")]
    [InlineData("rsa", "kty", "\"rsa\"")]
    [InlineData("rsa", "kty", "7")]
    [InlineData("rsa", "kid", "\"other\"")]
    [InlineData("rsa", "kid", "\"RSA\"")]
    [InlineData("rsa", "kid", "null")]
    [InlineData("rsa", "use", "\"enc\"")]
    [InlineData("rsa", "use", "\"SIG\"")]
    [InlineData("rsa", "use", "null")]
    [InlineData("rsa", "key_ops", "[]")]
    [InlineData("rsa", "key_ops", "[\"sign\"]")]
    [InlineData("rsa", "key_ops", "[\"encrypt\",\"wrapKey\"]")]
    [InlineData("rsa", "key_ops", "\"verify\"")]
    [InlineData("rsa", "key_ops", "null")]
    [InlineData("rsa", "alg", "\"none\"")]
    [InlineData("rsa", "alg", "\"HS256\"")]
    [InlineData("rsa", "alg", "\"ES256\"")]
    [InlineData("rsa", "alg", "\"RSA-OAEP\"")]
    [InlineData("rsa", "alg", "\"\"")]
    [InlineData("rsa", "alg", "null")]
    [InlineData("rsa", "alg", "[\"RS256\"]")]
    [InlineData("rsa", "n", "\"\"")]
    [InlineData("rsa", "n", "\"AQAB\"")]
    [InlineData("rsa", "n", "\"not base64url\"")]
    [InlineData("rsa", "n", "7")]
    [InlineData("rsa", "e", "\"\"")]
    [InlineData("rsa", "e", "\"AQ\"")]
    [InlineData("rsa", "e", "\"AA\"")]
    [InlineData("rsa", "e", "\"Ag\"")]
    [InlineData("rsa", "e", "\"AAEAAQ\"")]
    [InlineData("rsa", "e", "\"AQAAAAE\"")]
    [InlineData("rsa", "e", "\"AAAAAAABAAE\"")]
    [InlineData("p256", "crv", "\"P-384\"")]
    [InlineData("p256", "crv", "\"secp256k1\"")]
    [InlineData("p256", "crv", "\"p-256\"")]
    [InlineData("p256", "crv", "null")]
    [InlineData("p256", "alg", "\"ES384\"")]
    [InlineData("p256", "alg", "\"RS256\"")]
    [InlineData("p256", "x", "\"AQAB\"")]
    [InlineData("p256", "y", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("p256", "x", "null")]
    [InlineData("p384", "alg", "\"ES256\"")]
    [InlineData("p384", "crv", "\"P-521\"")]
    [InlineData("p521", "alg", "\"ES256\"")]
    [InlineData("p521", "crv", "\"P-256\"")]
    [InlineData("ed", "crv", "\"Ed448\"")]
    [InlineData("ed", "crv", "\"X25519\"")]
    [InlineData("ed", "crv", "\"ed25519\"")]
    [InlineData("ed", "alg", "\"ES256\"")]
    [InlineData("ed", "x", "\"AQAB\"")]
    [InlineData("ed", "x", "null")]
    public void Does_not_take(string keyId, string member, string json) => Assert.Null(Read(Jwk(keyId).With(member, JsonNode.Parse(json)), keyId));

    /// <summary>Points of order 1, 2, 4 and 8: with one of them as key, anybody can sign something. Some are not written canonically.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Does_not_take_an_Ed25519_point_of_small_order_or_of_two_spellings(string point) =>
        Assert.Null(Read(Jwk("ed").With("x", Base64Url.EncodeToString(Convert.FromHexString(point)))));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("\"RSA\"")]
    public void Does_not_take_what_is_no_JWK(string json) => Assert.Null(SigningKey.FromJwk(TestSigner.Issuer, "rsa", JsonElement.Parse(json)));

    private static JsonObject Jwk(string keyId) => (JsonObject)TestSigner.All.Single(signer => signer.KeyId == keyId).Jwk.DeepClone();

    private static SigningKey? Read(JsonObject jwk, string? keyId = null) =>
        SigningKey.FromJwk(TestSigner.Issuer, keyId ?? (string)jwk["kid"]!, JsonSerializer.SerializeToElement(jwk));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

public sealed class SignatureTests : IDisposable
{
    private readonly TestIssuer issuer = new();

    [Fact]
    public void A_good_signature_opens_the_claims()
    {
        var signed = SignedIdToken.Authenticate(Parse(issuer.Sign(SampleClaims.GitHub())), issuer.Key);

        Assert.Equal("octo-org/sampleproject", signed!.Claims.Text("repository"));
    }

    [Fact]
    public void The_digest_is_that_of_the_signing_input()
    {
        var compact = issuer.Sign(SampleClaims.GitHub());
        var signingInput = Encoding.ASCII.GetBytes(compact[..compact.LastIndexOf('.')]);

        var signed = SignedIdToken.Authenticate(Parse(compact), issuer.Key);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(signingInput)), signed!.DigestHex);
        Assert.Equal($"ID token {signed.DigestHex}", signed.ToString());
    }

    [Fact]
    public void Refuses_another_payload_under_the_same_signature()
    {
        var one = issuer.Sign(SampleClaims.GitHub()).Split('.');
        var other = issuer.Sign(SampleClaims.GitHub().With("repository", "octo-org/other")).Split('.');

        AssertRefused($"{one[0]}.{other[1]}.{one[2]}");
    }

    [Fact]
    public void Refuses_the_key_of_somebody_else()
    {
        using var attacker = TestIssuer.Impostor();

        AssertRefused(attacker.Sign(SampleClaims.GitHub()));
    }

    [Fact]
    public void Refuses_a_key_of_another_issuer_even_if_the_signature_would_hold()
    {
        var key = SigningKey.FromJwk("https://other.example", issuer.KeyId, JsonSerializer.SerializeToElement(issuer.Jwk))!;

        Assert.Null(SignedIdToken.Authenticate(Parse(issuer.Sign(SampleClaims.GitHub())), key));
    }

    [Fact]
    public void Refuses_an_HMAC_made_with_the_public_key()
    {
        var header = issuer.Header;
        var input = $"{Encode(header.ToJsonString())}.{Encode(SampleClaims.GitHub().ToJsonString())}";
        var mac = HMACSHA256.HashData(issuer.Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(input));

        AssertRefused($"{input}.{Base64Url.EncodeToString(mac)}");
    }

    [Fact]
    public void Refuses_RSA_PSS_under_the_name_of_RS256()
    {
        var input = $"{Encode(issuer.Header.ToJsonString())}.{Encode(SampleClaims.GitHub().ToJsonString())}";
        var signature = issuer.SignBytes(input, RSASignaturePadding.Pss);

        AssertRefused($"{input}.{Base64Url.EncodeToString(signature)}");
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1536)]
    public void Refuses_RSA_keys_below_2048_bits(int bits)
    {
        using var weak = TestIssuer.Impostor(bits);

        Assert.Null(SigningKey.FromJwk(weak.Issuer, weak.KeyId, JsonSerializer.SerializeToElement(weak.Jwk)));
    }

    [Theory]
    [InlineData("kty", "EC")]
    [InlineData("kty", "oct")]
    [InlineData("kid", "key-2")]
    [InlineData("use", "enc")]
    [InlineData("alg", "PS256")]
    [InlineData("alg", "HS256")]
    [InlineData("n", "")]
    [InlineData("n", "AQAB")]
    [InlineData("n", "not base64url")]
    [InlineData("e", "")]
    [InlineData("e", "AQ")]
    [InlineData("e", "AA")]
    [InlineData("e", "Ag")]
    [InlineData("e", "AAAAAAABAAE")]
    public void Refuses_a_JWK_that_is_no_RSA_signing_key_of_this_key_id(string member, string value)
    {
        var jwk = issuer.Jwk;
        jwk[member] = value;

        Assert.Null(SigningKey.FromJwk(issuer.Issuer, issuer.KeyId, JsonSerializer.SerializeToElement(jwk)));
    }

    [Fact]
    public async Task Many_threads_can_check_signatures_with_one_key()
    {
        var key = issuer.Key;
        var idTokens = Enumerable.Range(0, 64).Select(_ => Parse(issuer.Sign(SampleClaims.GitHub()))).ToList();

        var signed = await Task.WhenAll(idTokens.Select(idToken => Task.Run(() => SignedIdToken.Authenticate(idToken, key))));

        Assert.All(signed, Assert.NotNull);
    }

    public void Dispose() => issuer.Dispose();

    private void AssertRefused(string compact) => Assert.Null(SignedIdToken.Authenticate(Parse(compact), issuer.Key));

    private static UnverifiedIdToken Parse(string compact)
    {
        Assert.True(UnverifiedIdToken.TryParse(compact, out var idToken, out _));
        return idToken;
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

public sealed class SignatureTests : IDisposable
{
    private readonly TestIssuer issuer = new();

    [Fact]
    public void A_good_signature_opens_the_claims()
    {
        var signed = Authenticated(issuer.Sign(SampleClaims.GitHub()));

        Assert.Equal("octo-org/sampleproject", signed.Claims.Text("repository"));
    }

    [Fact]
    public void The_digest_is_that_of_the_signing_input()
    {
        var compact = issuer.Sign(SampleClaims.GitHub());
        var signingInput = Encoding.ASCII.GetBytes(compact[..compact.LastIndexOf('.')]);

        var signed = Authenticated(compact);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(signingInput)), signed.DigestHex);
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

        AssertRefused(issuer.Sign(SampleClaims.GitHub()), DenialReason.UnknownKey, key);
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

    [Fact]
    public void Refuses_a_key_of_another_key_id_even_if_the_signature_would_hold()
    {
        var other = issuer.Jwk.With("kid", "key-2");

        AssertRefused(issuer.Sign(SampleClaims.GitHub()), DenialReason.UnknownKey, SigningKey.FromJwk(issuer.Issuer, "key-2", JsonSerializer.SerializeToElement(other))!);
    }

    [Fact]
    public void Refuses_an_id_token_of_another_issuer_than_the_policys()
    {
        var verification = SignedIdToken.Authenticate(
            Parse(issuer.Sign(SampleClaims.GitHub())), issuer.Policy with { Issuer = "https://other.example" }, issuer.Key);

        Assert.Equal(new SignatureVerification.Refused(DenialReason.UnknownIssuer), verification);
    }

    [Fact]
    public async Task Many_threads_can_check_signatures_with_one_key()
    {
        var key = issuer.Key;
        var idTokens = Enumerable.Range(0, 64).Select(_ => Parse(issuer.Sign(SampleClaims.GitHub()))).ToList();

        var signed = await Task.WhenAll(idTokens.Select(idToken => Task.Run(() => SignedIdToken.Authenticate(idToken, issuer.Policy, key))));

        Assert.All(signed, one => Assert.IsType<SignatureVerification.Good>(one));
    }

    public void Dispose() => issuer.Dispose();

    private SignedIdToken Authenticated(string compact) =>
        Assert.IsType<SignatureVerification.Good>(SignedIdToken.Authenticate(Parse(compact), issuer.Policy, issuer.Key)).IdToken;

    private void AssertRefused(string compact, DenialReason? expected = null, SigningKey? key = null) => Assert.Equal(
        new SignatureVerification.Refused(expected ?? DenialReason.BadSignature),
        SignedIdToken.Authenticate(Parse(compact), issuer.Policy, key ?? issuer.Key));

    private static UnverifiedIdToken Parse(string compact)
    {
        Assert.True(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(compact), out var idToken, out _));
        return idToken;
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

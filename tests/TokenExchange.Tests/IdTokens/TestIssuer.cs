using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>An issuer with a real RSA key that signs whatever a test asks for.</summary>
internal sealed class TestIssuer : IDisposable
{
    // Keys take long to make; tests that need another one than this ask for it.
    private static readonly RSA Shared = RSA.Create(2048);
    private static readonly Lock Signing = new();

    public const string DefaultIssuer = "https://token.actions.githubusercontent.com";

    private readonly RSA rsa;

    public TestIssuer(string issuer = DefaultIssuer, string keyId = "key-1", RSA? rsa = null)
    {
        Issuer = issuer;
        KeyId = keyId;
        this.rsa = rsa ?? Shared;
    }

    /// <summary>Says that it is the same issuer with the same key id, and has another key.</summary>
    public static TestIssuer Impostor(int bits = 2048) => new(rsa: RSA.Create(bits));

    public string Issuer { get; }

    public string KeyId { get; }

    public RSA Rsa => rsa;

    public JsonObject Jwk
    {
        get
        {
            var parameters = rsa.ExportParameters(false);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["kid"] = KeyId,
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            };
        }
    }

    public SigningKey Key => SigningKey.FromJwk(Issuer, KeyId, JsonSerializer.SerializeToElement(Jwk))!;

    public JsonObject Header => new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };

    public string Sign(JsonObject payload, JsonObject? header = null) =>
        SignRaw(Encoding.UTF8.GetBytes((header ?? Header).ToJsonString()), Encoding.UTF8.GetBytes(payload.ToJsonString()));

    public string SignRaw(byte[] header, byte[] payload)
    {
        var signingInput = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signingInput}.{Base64Url.EncodeToString(SignBytes(signingInput, RSASignaturePadding.Pkcs1))}";
    }

    public byte[] SignBytes(string signingInput, RSASignaturePadding padding)
    {
        lock (Signing)
        {
            return rsa.SignData(Encoding.ASCII.GetBytes(signingInput), HashAlgorithmName.SHA256, padding);
        }
    }

    /// <summary>RS256 and 24 hours, for the audience of the samples.</summary>
    public IdTokenPolicy Policy => new()
    {
        Issuer = Issuer,
        Algorithms = [SignatureAlgorithm.Find("RS256")!],
        Audiences = [SampleClaims.Audience],
        MaxLifetime = TimeSpan.FromHours(24),
    };

    public SignedIdToken Authentic(JsonObject payload)
    {
        Assert.True(UnverifiedIdToken.TryParse(Encoding.UTF8.GetBytes(Sign(payload)), out var idToken, out _));
        return Assert.IsType<SignatureVerification.Good>(SignedIdToken.Authenticate(idToken, Policy, Key)).IdToken;
    }

    public VerifiedIdToken Verified(JsonObject payload, DateTimeOffset now)
    {
        var verification = VerifiedIdToken.Verify(Authentic(payload), Policy, now);
        return Assert.IsType<IdTokenVerification.Good>(verification).IdToken;
    }

    public void Dispose()
    {
        if (rsa != Shared)
        {
            rsa.Dispose();
        }
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math.EC.Rfc8032;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>A key of one kind that signs with every algorithm its kind knows. Keys take long to make: there is one of each kind.</summary>
internal sealed class TestSigner
{
    public const string Issuer = "https://every.example";

    private static readonly Lock Signing = new();
    private static readonly Lazy<TestSigner> SharedRsa = new(() => OfRsa("rsa", RSA.Create(2048)));
    private static readonly Lazy<TestSigner> SharedP256 = new(() => OfEc("p256", "P-256", 32, ECDsa.Create(ECCurve.NamedCurves.nistP256)));
    private static readonly Lazy<TestSigner> SharedP384 = new(() => OfEc("p384", "P-384", 48, ECDsa.Create(ECCurve.NamedCurves.nistP384)));
    private static readonly Lazy<TestSigner> SharedP521 = new(() => OfEc("p521", "P-521", 66, ECDsa.Create(ECCurve.NamedCurves.nistP521)));
    private static readonly Lazy<TestSigner> SharedEd25519 = new(() => OfEd25519("ed", RandomNumberGenerator.GetBytes(32)));

    private readonly Func<string, byte[], byte[]> sign;

    private TestSigner(string keyId, JsonObject jwk, Func<string, byte[], byte[]> sign)
    {
        KeyId = keyId;
        this.sign = sign;
        jwk["kid"] = keyId;
        Jwk = jwk;
    }

    public string KeyId { get; }

    /// <summary>Without <c>alg</c>: the issuer leaves open what the key is for.</summary>
    public JsonObject Jwk { get; }

    public static IReadOnlyList<TestSigner> All => [SharedRsa.Value, SharedP256.Value, SharedP384.Value, SharedP521.Value, SharedEd25519.Value];

    /// <summary>The key that the algorithm needs.</summary>
    public static TestSigner For(string algorithm) => algorithm switch
    {
        "ES256" => SharedP256.Value,
        "ES384" => SharedP384.Value,
        "ES512" => SharedP521.Value,
        "EdDSA" or "Ed25519" => SharedEd25519.Value,
        _ => SharedRsa.Value,
    };

    public static IdTokenPolicy Policy(params string[] algorithms) => new()
    {
        Issuer = Issuer,
        Algorithms = [.. algorithms.Select(name => SignatureAlgorithm.Find(name)!)],
        Audiences = [SampleClaims.Audience],
        MaxLifetime = TimeSpan.FromHours(1),
    };

    public static JsonObject Claims => SampleClaims.GitHub().With("iss", Issuer);

    public SigningKey Key(string? onlyFor = null, string issuer = Issuer)
    {
        var jwk = (JsonObject)Jwk.DeepClone();
        if (onlyFor is not null)
        {
            jwk["alg"] = onlyFor;
        }

        return SigningKey.FromJwk(issuer, KeyId, JsonSerializer.SerializeToElement(jwk))!;
    }

    public byte[] SignBytes(string algorithm, string signingInput)
    {
        lock (Signing)
        {
            return sign(algorithm, Encoding.ASCII.GetBytes(signingInput));
        }
    }

    /// <summary>An ID token that says <paramref name="algorithm"/> and is signed with it, or as <paramref name="signature"/> makes it.</summary>
    public string Sign(string algorithm, JsonObject? claims = null, Func<string, byte[]>? signature = null)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = KeyId };
        var input = $"{Encode(header.ToJsonString())}.{Encode((claims ?? Claims).ToJsonString())}";
        return $"{input}.{Base64Url.EncodeToString(signature is null ? SignBytes(algorithm, input) : signature(input))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static TestSigner OfRsa(string keyId, RSA rsa)
    {
        var parameters = rsa.ExportParameters(false);
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) };
        return new TestSigner(keyId, jwk, (algorithm, data) =>
            rsa.SignData(data, Hash(algorithm), algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));
    }

    private static TestSigner OfEc(string keyId, string curve, int bytes, ECDsa ec)
    {
        var point = ec.ExportParameters(false).Q;
        Assert.Equal(bytes, point.X!.Length);
        var jwk = new JsonObject { ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
        return new TestSigner(keyId, jwk, (algorithm, data) => ec.SignData(data, Hash(algorithm), algorithm.EndsWith("DER", StringComparison.Ordinal)
            ? DSASignatureFormat.Rfc3279DerSequence
            : DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static TestSigner OfEd25519(string keyId, byte[] secret)
    {
        var point = new byte[32];
        Ed25519.GeneratePublicKey(secret, 0, point, 0);
        var jwk = new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = Base64Url.EncodeToString(point) };
        return new TestSigner(keyId, jwk, (_, data) =>
        {
            var signature = new byte[64];
            Ed25519.Sign(secret, 0, data, 0, data.Length, signature, 0);
            return signature;
        });
    }

    private static HashAlgorithmName Hash(string algorithm) => algorithm[2..Math.Min(5, algorithm.Length)] switch
    {
        "1" => HashAlgorithmName.SHA1,
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using TrustedPublishing.TokenExchange.IdTokens;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>An issuer's RSA key for signatures (RFC 7517, RFC 7518 §6.3), from its JWK set.</summary>
internal sealed class SigningKey
{
    private const int MinBits = 2048;

    /// <summary>A larger modulus costs more to check than an honest issuer needs.</summary>
    private const int MaxBits = 8192;

    private readonly RSAParameters parameters;

    // One RSA object must not be used by two threads at once; imported ones are kept for the next exchange.
    private readonly ConcurrentBag<RSA> idle = [];

    private SigningKey(string issuer, string keyId, RSAParameters parameters)
    {
        Issuer = issuer;
        KeyId = keyId;
        this.parameters = parameters;
    }

    public string Issuer { get; }

    public string KeyId { get; }

    /// <summary>Null unless the JWK is an RSA key of 2048 to 8192 bits, for signatures, with this key id.</summary>
    public static SigningKey? FromJwk(string issuer, string keyId, JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object
            || Text(jwk, "kty") != "RSA"
            || Text(jwk, "kid") != keyId
            || Text(jwk, "use") is not (null or "sig")
            || Text(jwk, "alg") is not (null or "RS256")
            || Base64UrlText.Decode(Text(jwk, "n") ?? "") is not { Length: > 0 } modulus
            || Base64UrlText.Decode(Text(jwk, "e") ?? "") is not { Length: > 0 and <= 4 } exponent)
        {
            return null;
        }

        var bits = new System.Numerics.BigInteger(modulus, isUnsigned: true, isBigEndian: true).GetBitLength();
        var isOddAndNotOne = (exponent[^1] & 1) == 1 && exponent is not [1];
        return bits is >= MinBits and <= MaxBits && isOddAndNotOne
            ? new SigningKey(issuer, keyId, new RSAParameters { Modulus = modulus, Exponent = exponent })
            : null;
    }

    /// <summary>RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!idle.TryTake(out var rsa))
        {
            rsa = RSA.Create(parameters);
        }

        try
        {
            return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            idle.Add(rsa);
        }
    }

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

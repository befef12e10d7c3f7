using System.Text.Json;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>An issuer's key for signatures, from its JWK set (RFC 7517): key material, bound to an issuer, a key id and its algorithms.</summary>
internal sealed class SigningKey
{
    private readonly PublicKey key;

    /// <summary>Null if the issuer leaves open which of the fitting algorithms the key is for.</summary>
    private readonly SignatureAlgorithm? only;

    private SigningKey(string issuer, string keyId, string thumbprint, PublicKey key, SignatureAlgorithm? only)
    {
        Issuer = issuer;
        KeyId = keyId;
        Thumbprint = thumbprint;
        this.key = key;
        this.only = only;
    }

    public string Issuer { get; }

    public string KeyId { get; }

    /// <summary>RFC 7638, SHA-256, base64url.</summary>
    public string Thumbprint { get; }

    /// <summary>Null unless the JWK is a key for signatures, with this key id, that some algorithm fits.</summary>
    public static SigningKey? FromJwk(string issuer, string keyId, JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object
            || !string.Equals(JwkMembers.Text(jwk, "kid"), keyId, StringComparison.Ordinal)
            || !IsForSignatures(jwk)
            || PublicKey.FromJwk(jwk) is not { } key
            || JwkThumbprint.Of(jwk) is not { } thumbprint)
        {
            return null;
        }

        if (!jwk.TryGetProperty("alg", out _))
        {
            return new SigningKey(issuer, keyId, thumbprint, key, only: null);
        }

        return SignatureAlgorithm.Find(JwkMembers.Text(jwk, "alg") ?? "") is { } only && key.Fits(only)
            ? new SigningKey(issuer, keyId, thumbprint, key, only)
            : null;
    }

    /// <summary>RFC 8725 §3.1: a key is used with the algorithms that it is for, whatever an ID token says.</summary>
    public bool IsFor(SignatureAlgorithm algorithm) => key.Fits(algorithm) && (only is null || only == algorithm);

    public bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        IsFor(algorithm) && key.Verifies(algorithm, data, signature);

    /// <summary>RFC 7517 §4.2 and §4.3: absent, or it says so.</summary>
    private static bool IsForSignatures(JsonElement jwk)
    {
        if (jwk.TryGetProperty("use", out _) && JwkMembers.Text(jwk, "use") != "sig")
        {
            return false;
        }

        return !jwk.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array
                && operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("verify")));
    }
}

using System.Text.Json;
using TrustedPublishing.TokenExchange.IdTokens;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>The key material of a JWK (RFC 7517 §4.1). Each kind knows which algorithms it can check, and no other.</summary>
internal abstract class PublicKey
{
    /// <summary>Null for a key of a kind, curve or size that is not accepted, and for numbers that are no such key.</summary>
    public static PublicKey? FromJwk(JsonElement jwk) => JwkMembers.Text(jwk, "kty") switch
    {
        "RSA" => RsaKey.FromJwk(jwk),
        "EC" => EcKey.FromJwk(jwk),
        "OKP" => Ed25519Key.FromJwk(jwk),
        _ => null,
    };

    /// <summary>Whether the algorithm is one for this kind of key and this curve.</summary>
    public abstract bool Fits(SignatureAlgorithm algorithm);

    /// <summary>False for every signature that the key did not make, whatever its form. The algorithm must fit.</summary>
    public abstract bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}

/// <summary>Members of a JWK as the wire has them.</summary>
internal static class JwkMembers
{
    public static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>base64url of at least one byte; null for anything else.</summary>
    public static byte[]? Bytes(JsonElement jwk, string name) =>
        Base64UrlText.Decode(Text(jwk, name) ?? "") is { Length: > 0 } bytes ? bytes : null;
}

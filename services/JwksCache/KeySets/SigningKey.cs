namespace TrustedPublishing.JwksCache.KeySets;

/// <summary>A public key that an issuer signs ID tokens with.</summary>
internal sealed record SigningKey
{
    public required string KeyId { get; init; }

    /// <summary>RFC 7638, SHA-256, base64url.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>Its public members, copied one by one; nothing else of the issuer's document is kept.</summary>
    public required IReadOnlyDictionary<string, string> Jwk { get; init; }
}

using System.Security.Cryptography;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>
/// An ID token that its issuer signed. Whether it is for us and for now is still open, but a refusal from here on is
/// about somebody real and worth a record. Only <see cref="Authenticate"/> makes one.
/// </summary>
internal sealed class SignedIdToken
{
    private SignedIdToken(UnverifiedIdToken idToken)
    {
        Issuer = idToken.Issuer;
        KeyId = idToken.KeyId;
        Digest = SHA256.HashData(idToken.SigningInput);
        Claims = new IdTokenClaims(idToken.Payload);
    }

    public string Issuer { get; }

    public string KeyId { get; }

    /// <summary>SHA-256 of the signing input (<c>header.payload</c>): names this ID token without being it.</summary>
    public byte[] Digest { get; }

    public string DigestHex => Convert.ToHexStringLower(Digest);

    public IdTokenClaims Claims { get; }

    /// <summary>Null if the signature does not hold. The key must be the one of the ID token's issuer and key id.</summary>
    public static SignedIdToken? Authenticate(UnverifiedIdToken idToken, SigningKey key)
    {
        // A key found under another name proves nothing about this issuer (RFC 8725 §3.8).
        var isItsKey = string.Equals(key.Issuer, idToken.Issuer, StringComparison.Ordinal)
            && string.Equals(key.KeyId, idToken.KeyId, StringComparison.Ordinal);
        return isItsKey && key.Verifies(idToken.SigningInput, idToken.Signature) ? new SignedIdToken(idToken) : null;
    }

    public override string ToString() => $"ID token {DigestHex}";
}

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
    private SignedIdToken(UnverifiedIdToken idToken, SigningKey key)
    {
        Issuer = idToken.Issuer;
        KeyId = idToken.KeyId;
        KeyThumbprint = key.Thumbprint;
        Digest = SHA256.HashData(idToken.SigningInput.Span);
        Claims = new IdTokenClaims(idToken.Payload);
    }

    public string Issuer { get; }

    public string KeyId { get; }

    /// <summary>RFC 7638, of the key that signed it.</summary>
    public string KeyThumbprint { get; }

    /// <summary>SHA-256 of the signing input (<c>header.payload</c>): names this ID token without being it.</summary>
    public byte[] Digest { get; }

    public string DigestHex => Convert.ToHexStringLower(Digest);

    public IdTokenClaims Claims { get; }

    /// <summary>Checks issuer, algorithm, key and signature, whatever a caller has checked before.</summary>
    public static SignatureVerification Authenticate(UnverifiedIdToken idToken, IdTokenPolicy policy, SigningKey key)
    {
        if (policy.RefuseBeforeKey(idToken) is { } refusal)
        {
            return new SignatureVerification.Refused(refusal);
        }

        // A key found under another name proves nothing about this issuer (RFC 8725 §3.8).
        if (!string.Equals(key.Issuer, idToken.Issuer, StringComparison.Ordinal)
            || !string.Equals(key.KeyId, idToken.KeyId, StringComparison.Ordinal))
        {
            return new SignatureVerification.Refused(DenialReason.UnknownKey);
        }

        if (!key.IsFor(idToken.Algorithm))
        {
            return new SignatureVerification.Refused(DenialReason.UnsuitableKey);
        }

        return key.Verifies(idToken.Algorithm, idToken.SigningInput.Span, idToken.Signature)
            ? new SignatureVerification.Good(new SignedIdToken(idToken, key))
            : new SignatureVerification.Refused(DenialReason.BadSignature);
    }

    public override string ToString() => $"ID token {DigestHex}";
}

/// <summary>What <see cref="SignedIdToken.Authenticate"/> found.</summary>
internal abstract record SignatureVerification
{
    private SignatureVerification()
    {
    }

    public sealed record Good(SignedIdToken IdToken) : SignatureVerification;

    public sealed record Refused(DenialReason Reason) : SignatureVerification;
}

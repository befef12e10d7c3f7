using System.Security.Cryptography;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>What makes two presentations of an ID token the same one. Pure.</summary>
internal static class ReplayKey
{
    /// <summary>SHA-256 over issuer, jti (or the digest of the signing input where there is none) and target.</summary>
    public static byte[] ForTarget(SignedIdToken idToken, string target) =>
        SHA256.HashData(LengthPrefixed.Join([.. NameOf(idToken), LengthPrefixed.Text(target)]));

    /// <summary>The same without the target.</summary>
    public static byte[] ForAnyTarget(SignedIdToken idToken) => SHA256.HashData(LengthPrefixed.Join(NameOf(idToken)));

    // The kind of name is part of it: a jti that spells a digest is still a jti.
    private static byte[][] NameOf(SignedIdToken idToken) => idToken.Claims.Text(ClaimNames.JwtId) is { } jti
        ? [LengthPrefixed.Text(idToken.Issuer), LengthPrefixed.Text("jti"), LengthPrefixed.Text(jti)]
        : [LengthPrefixed.Text(idToken.Issuer), LengthPrefixed.Text("digest"), idToken.Digest];
}

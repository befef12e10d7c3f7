using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>
/// An ID token as it came in: well formed, and nothing more. Only its issuer, algorithm and key id may be read, to
/// find the key; all else stays shut until the signature holds (RFC 8725 §3.10).
/// </summary>
internal sealed class UnverifiedIdToken
{
    /// <summary>Longest compact form, in bytes. GitHub's are about 2 KiB, GitLab's with many groups about 6 KiB.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Of header and payload. Kubernetes' and Google's claims are three deep.</summary>
    public const int MaxDepth = 8;

    private const int MaxIssuerLength = 512;

    private UnverifiedIdToken(string issuer, JoseHeader header, ReadOnlyMemory<byte> signingInput, byte[] signature, JsonElement payload)
    {
        Issuer = issuer;
        Algorithm = header.Algorithm;
        KeyId = header.KeyId;
        SigningInput = signingInput;
        Signature = signature;
        Payload = payload;
    }

    public string Issuer { get; }

    /// <summary>What the header says; whether the issuer may use it is for <see cref="IdTokenPolicy"/> to tell.</summary>
    public SignatureAlgorithm Algorithm { get; }

    public string KeyId { get; }

    /// <summary><c>header.payload</c>, the bytes that are signed. For <see cref="SignedIdToken"/> only.</summary>
    internal ReadOnlyMemory<byte> SigningInput { get; }

    /// <summary>For <see cref="SignedIdToken"/> only.</summary>
    internal byte[] Signature { get; }

    /// <summary>Unproven claims. For <see cref="SignedIdToken"/> only.</summary>
    internal JsonElement Payload { get; }

    /// <param name="compact">Must stay as it is for as long as the ID token is in use: the signing input is a part of it.</param>
    /// <param name="idToken">The ID token; null if it is refused.</param>
    /// <param name="refusal">Why it is refused; null if it is not.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> compact, [NotNullWhen(true)] out UnverifiedIdToken? idToken, [NotNullWhen(false)] out DenialReason? refusal)
    {
        idToken = null;
        if (compact.Length > MaxLength)
        {
            refusal = DenialReason.RequestTooLarge;
            return false;
        }

        // Dots are in no part: what stands behind a third one is no base64url.
        var text = compact.Span;
        var headerEnd = text.IndexOf((byte)'.');
        var payloadEnd = text[(headerEnd + 1)..].IndexOf((byte)'.') + headerEnd + 1;
        if (headerEnd <= 0 || payloadEnd <= headerEnd + 1
            || !TryDecodeObject(text[..headerEnd], out var header)
            || !TryDecodeObject(text[(headerEnd + 1)..payloadEnd], out var payload)
            || Base64UrlText.Decode(text[(payloadEnd + 1)..]) is not { Length: > 0 } signature
            || JoseHeader.Text(payload, ClaimNames.Issuer, MaxIssuerLength) is not { } issuer)
        {
            refusal = DenialReason.MalformedIdToken;
            return false;
        }

        if (!JoseHeader.TryRead(header, out var jose, out refusal))
        {
            return false;
        }

        idToken = new UnverifiedIdToken(issuer, jose, signingInput: compact[..payloadEnd], signature, payload);
        return true;
    }

    private static bool TryDecodeObject(ReadOnlySpan<byte> part, out JsonElement json)
    {
        json = default;
        return Base64UrlText.Decode(part) is { } bytes && StrictJson.TryParse(bytes, MaxDepth, JsonValueKind.Object, out json);
    }

    /// <summary>Never the ID token itself: it is a secret until it has been used.</summary>
    public override string ToString() => nameof(UnverifiedIdToken);
}

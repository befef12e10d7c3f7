using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>
/// An ID token as it came in: well formed, and nothing more. Only its issuer and key id may be read, to find the
/// key; all else stays shut until the signature holds (RFC 8725 §3.10).
/// </summary>
internal sealed class UnverifiedIdToken
{
    /// <summary>Longest compact form, in characters. GitHub's are about 2 KiB, GitLab's with many groups about 6 KiB.</summary>
    public const int MaxLength = 16 * 1024;

    private const string OnlyAlgorithm = "RS256";
    private const int MaxDepth = 8;
    private const int MaxIssuerLength = 512;
    private const int MaxKeyIdLength = 256;

    private UnverifiedIdToken(string issuer, string keyId, byte[] signingInput, byte[] signature, JsonElement payload)
    {
        Issuer = issuer;
        KeyId = keyId;
        SigningInput = signingInput;
        Signature = signature;
        Payload = payload;
    }

    public string Issuer { get; }

    public string KeyId { get; }

    /// <summary><c>header.payload</c>, the bytes that are signed. For <see cref="SignedIdToken"/> only.</summary>
    internal byte[] SigningInput { get; }

    /// <summary>For <see cref="SignedIdToken"/> only.</summary>
    internal byte[] Signature { get; }

    /// <summary>Unproven claims. For <see cref="SignedIdToken"/> only.</summary>
    internal JsonElement Payload { get; }

    public static bool TryParse(
        string compact, [NotNullWhen(true)] out UnverifiedIdToken? idToken, [NotNullWhen(false)] out DenialReason? refusal)
    {
        idToken = null;
        if (compact.Length > MaxLength)
        {
            refusal = DenialReason.RequestTooLarge;
            return false;
        }

        var parts = compact.Split('.');
        if (parts is not [{ Length: > 0 } headerPart, { Length: > 0 } payloadPart, { Length: > 0 } signaturePart]
            || !TryDecodeObject(headerPart, out var header)
            || !TryDecodeObject(payloadPart, out var payload)
            || Base64UrlText.Decode(signaturePart) is not { } signature
            || ReadText(payload, ClaimNames.Issuer, MaxIssuerLength) is not { } issuer)
        {
            refusal = DenialReason.MalformedIdToken;
            return false;
        }

        refusal = CheckHeader(header, out var keyId);
        if (refusal is not null)
        {
            return false;
        }

        var signingInput = Encoding.ASCII.GetBytes(compact, 0, headerPart.Length + 1 + payloadPart.Length);
        idToken = new UnverifiedIdToken(issuer, keyId, signingInput, signature, payload);
        return true;
    }

    /// <summary>RFC 8725 §3.1 (algorithm), §3.11 (type) and RFC 7515 §4.1.11 (crit). Key material in the header is never looked at.</summary>
    private static DenialReason? CheckHeader(JsonElement header, out string keyId)
    {
        keyId = ReadText(header, ClaimNames.KeyId, MaxKeyIdLength) ?? "";
        if (!header.TryGetProperty(ClaimNames.Algorithm, out var algorithm)
            || algorithm.ValueKind != JsonValueKind.String
            || !algorithm.ValueEquals(OnlyAlgorithm))
        {
            return DenialReason.UnsupportedAlgorithm;
        }

        return keyId.Length == 0 || header.TryGetProperty(ClaimNames.Critical, out _) || !IsJwt(header)
            ? DenialReason.UnsupportedHeader
            : null;
    }

    /// <summary>No type, or <c>JWT</c> in any case (RFC 7519 §5.1). <c>at+jwt</c> or <c>logout+jwt</c> are other things.</summary>
    private static bool IsJwt(JsonElement header) =>
        !header.TryGetProperty(ClaimNames.Type, out var type)
        || (type.ValueKind == JsonValueKind.String && string.Equals(type.GetString(), "JWT", StringComparison.OrdinalIgnoreCase));

    private static bool TryDecodeObject(string part, out JsonElement json)
    {
        json = default;
        return Base64UrlText.Decode(part) is { } bytes && StrictJson.TryParse(bytes, MaxDepth, JsonValueKind.Object, out json);
    }

    private static string? ReadText(JsonElement json, string name, int maxLength) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && text.Length <= maxLength
            ? text
            : null;

    /// <summary>Never the ID token itself: it is a secret until it has been used.</summary>
    public override string ToString() => nameof(UnverifiedIdToken);
}

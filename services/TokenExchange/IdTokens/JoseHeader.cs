using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>
/// The two members of a JOSE header (RFC 7515 §4.1) that anything here depends on. <c>jku</c>, <c>jwk</c>, <c>x5u</c>,
/// <c>x5c</c> and what else it may say about keys are never looked at: keys come from the issuer that is configured.
/// </summary>
internal sealed record JoseHeader(SignatureAlgorithm Algorithm, string KeyId)
{
    private const int MaxKeyIdLength = 256;

    public static bool TryRead(JsonElement header, [NotNullWhen(true)] out JoseHeader? read, [NotNullWhen(false)] out DenialReason? refusal)
    {
        read = null;
        if (Text(header, ClaimNames.Algorithm, int.MaxValue) is not { } name || SignatureAlgorithm.Find(name) is not { } algorithm)
        {
            refusal = DenialReason.UnsupportedAlgorithm;
            return false;
        }

        // RFC 7515 §4.1.11: whoever does not understand a critical extension must refuse, and none is understood here.
        if (Text(header, ClaimNames.KeyId, MaxKeyIdLength) is not { } keyId || header.TryGetProperty(ClaimNames.Critical, out _) || !IsJwt(header))
        {
            refusal = DenialReason.UnsupportedHeader;
            return false;
        }

        refusal = null;
        read = new JoseHeader(algorithm, keyId);
        return true;
    }

    /// <summary>The member if it is a string of 1 to <paramref name="maxLength"/> characters; else null.</summary>
    internal static string? Text(JsonElement json, string name, int maxLength) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && text.Length <= maxLength
            ? text
            : null;

    /// <summary>No type, or <c>JWT</c> in any case (RFC 7519 §5.1). <c>at+jwt</c> or <c>logout+jwt</c> are other things (RFC 8725 §3.11).</summary>
    private static bool IsJwt(JsonElement header) =>
        !header.TryGetProperty(ClaimNames.Type, out var type)
        || (type.ValueKind == JsonValueKind.String && string.Equals(type.GetString(), "JWT", StringComparison.OrdinalIgnoreCase));
}

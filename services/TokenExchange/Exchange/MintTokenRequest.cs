using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>PyPI's envelope: <c>{"token":"&lt;ID token&gt;"}</c>. Other members are ignored, as PyPI does.</summary>
/// <param name="Token">The CI provider's ID token in compact form, at most 16 KiB.</param>
internal sealed record MintTokenRequest(string Token)
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBodyLength = 64 * 1024;

    private const int MaxDepth = 8;

    /// <summary>Reads the body itself: clients send it with any content type, or with none.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out MintTokenRequest? request, [NotNullWhen(false)] out DenialReason? refusal)
    {
        (request, refusal) = (null, null);
        if (!StrictJson.TryParse(body, MaxDepth, JsonValueKind.Object, out var json)
            || !json.TryGetProperty("token", out var token)
            || token.ValueKind != JsonValueKind.String)
        {
            refusal = DenialReason.MalformedRequest;
            return false;
        }

        request = new MintTokenRequest(token.GetString()!);
        refusal = request.Token.Length > UnverifiedIdToken.MaxLength ? DenialReason.RequestTooLarge : null;
        return refusal is null;
    }

    /// <summary>Never the ID token.</summary>
    public override string ToString() => nameof(MintTokenRequest);
}

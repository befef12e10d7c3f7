using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
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

    /// <summary>
    /// Reads the body itself: clients send it with any content type, or with none. The ID token is the bytes that it is on the wire, a part
    /// of the body.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> idToken, [NotNullWhen(false)] out DenialReason? refusal)
    {
        (idToken, refusal) = (default, null);
        if (!StrictJson.TryParse(body.Span, MaxDepth, JsonValueKind.Object, out var json)
            || !json.TryGetProperty("token", out var token)
            || token.ValueKind != JsonValueKind.String)
        {
            refusal = DenialReason.MalformedRequest;
            return false;
        }

        idToken = BytesOf(token, body);
        refusal = idToken.Length > UnverifiedIdToken.MaxLength ? DenialReason.RequestTooLarge : null;
        return refusal is null;
    }

    /// <summary>As it stands in the body, without its quotation marks; an ID token has nothing that needs to be escaped.</summary>
    private static ReadOnlyMemory<byte> BytesOf(JsonElement text, ReadOnlyMemory<byte> body)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : body.Slice(body.Span.IndexOf(raw), raw.Length);
    }

    /// <summary>Never the ID token.</summary>
    public override string ToString() => nameof(MintTokenRequest);
}

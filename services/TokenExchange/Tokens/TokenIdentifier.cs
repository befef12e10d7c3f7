using System.Globalization;
using System.Text;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// The identifier inside a macaroon: version, ring key, token id. Text, because some libraries show identifiers:
/// <c>1.9f86d081884c7d65.0199aef2c8a1742b8f3c0d5e6f7a8b9c</c>.
/// </summary>
internal sealed record TokenIdentifier(string KeyId, Guid TokenId)
{
    private const string Version = "1";

    public byte[] ToBytes() => Encoding.ASCII.GetBytes($"{Version}.{KeyId}.{TokenId:N}");

    public static TokenIdentifier? Parse(ReadOnlySpan<byte> bytes)
    {
        var parts = Encoding.Latin1.GetString(bytes).Split('.');
        return parts is [Version, { Length: RingKey.IdLength } keyId, var token]
            && Guid.TryParseExact(token, "N", out var tokenId)
            && string.Equals(token, tokenId.ToString("N", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                ? new TokenIdentifier(keyId, tokenId)
                : null;
    }
}

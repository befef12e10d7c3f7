using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>base64url without padding (RFC 7515 §2), in its one canonical spelling.</summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static byte[]? Decode(string text) => Decode(Encoding.UTF8.GetBytes(text));

    /// <summary>Null for padding, whitespace, foreign characters, an impossible length or stray bits at the end.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAnyExcept(Alphabet) || text.Length % 4 == 1)
        {
            return null;
        }

        // "QQ" and "QR" would both be the byte 0x41: the decoder takes only the spelling that an encoder gives.
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        var status = Base64Url.DecodeFromUtf8(text, bytes, out _, out var written);
        return status != OperationStatus.Done ? null : written == bytes.Length ? bytes : bytes[..written];
    }
}

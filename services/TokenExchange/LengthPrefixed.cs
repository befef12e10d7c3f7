using System.Buffers.Binary;
using System.Text;

namespace TrustedPublishing.TokenExchange;

/// <summary>
/// Joins fields for a hash or a key derivation, each after its length in 4 bytes, so that no two lists of fields
/// give the same bytes (<c>["ab","c"]</c> and <c>["a","bc"]</c> differ).
/// </summary>
internal static class LengthPrefixed
{
    public static byte[] Join(params ReadOnlySpan<byte[]> fields)
    {
        var length = 0;
        foreach (var field in fields)
        {
            length += sizeof(int) + field.Length;
        }

        var joined = new byte[length];
        var rest = joined.AsSpan();
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, field.Length);
            field.CopyTo(rest[sizeof(int)..]);
            rest = rest[(sizeof(int) + field.Length)..];
        }

        return joined;
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}

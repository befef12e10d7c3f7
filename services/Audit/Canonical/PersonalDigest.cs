using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TrustedPublishing.Audit.Canonical;

/// <summary>
/// A commitment to one personal value: without the salt it says nothing about the value, so that erasing value and
/// salt erases what the log knew, while the entry and every proof over it stay as they are.
/// </summary>
internal static class PersonalDigest
{
    /// <summary>Bytes of a salt. Fresh random bytes for each value of each entry, else equal values would show.</summary>
    public const int SaltLength = 32;

    /// <summary>
    /// SHA-256 over salt, field and value, each behind its length in bytes as a 32-bit big-endian integer, so that
    /// no two different triples share an input. Lower-case hex.
    /// </summary>
    public static string Of(ReadOnlySpan<byte> salt, string field, ReadOnlySpan<byte> value)
    {
        var fieldLength = Encoding.UTF8.GetByteCount(field);
        var input = new byte[(3 * sizeof(int)) + salt.Length + fieldLength + value.Length];
        var rest = Append(input, salt);
        BinaryPrimitives.WriteInt32BigEndian(rest, fieldLength);
        Encoding.UTF8.GetBytes(field, rest[sizeof(int)..]);
        Append(rest[(sizeof(int) + fieldLength)..], value);
        return Convert.ToHexStringLower(SHA256.HashData(input));
    }

    /// <returns>What is left of <paramref name="target"/>.</returns>
    private static Span<byte> Append(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, bytes.Length);
        bytes.CopyTo(target[sizeof(int)..]);
        return target[(sizeof(int) + bytes.Length)..];
    }
}

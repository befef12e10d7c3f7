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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendWithLength(hash, salt);
        AppendWithLength(hash, Encoding.UTF8.GetBytes(field));
        AppendWithLength(hash, value);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendWithLength(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

using System.Security.Cryptography;

namespace TrustedPublishing.TransparencyLog;

/// <summary>The hashes of a Merkle tree (RFC 6962 §2.1): SHA-256, with a first byte that tells leaves from nodes.</summary>
public static class TreeHash
{
    /// <summary>In bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    /// <summary>The root of the tree without leaves.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        Span<byte> prefix = [LeafPrefix];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Length)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        return SHA256.HashData(input);
    }

    /// <summary>The root above hashes that stand side by side; their number is a power of two.</summary>
    public static byte[] Subtree(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == Length)
        {
            return hashes.ToArray();
        }

        var half = hashes.Length / 2;
        return Node(Subtree(hashes[..half]), Subtree(hashes[half..]));
    }
}

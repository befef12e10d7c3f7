using System.Security.Cryptography;

namespace TrustedPublishing.TransparencyLog.Tests;

/// <summary>RFC 6962 §2.1 as it is written, over all leaves at once, with none of the code that is tested.</summary>
internal sealed class ReferenceTree(int leaves)
{
    private readonly byte[][] hashes = [.. Enumerable.Range(0, leaves).Select(Leaf)];

    public static byte[] Entry(int index) => BitConverter.GetBytes(index);

    public byte[] Root(int size) => Hash(hashes.AsSpan(0, size));

    public IReadOnlyList<byte[]> Path(int index, int size) => Path(index, hashes.AsSpan(0, size));

    public IReadOnlyList<byte[]> Consistency(int earlier, int later) => earlier == 0 ? [] : SubProof(earlier, hashes.AsSpan(0, later), isWhole: true);

    private static byte[] Leaf(int index) => SHA256.HashData([0, .. Entry(index)]);

    private static byte[] Hash(ReadOnlySpan<byte[]> part) => part.Length switch
    {
        0 => SHA256.HashData([]),
        1 => part[0],
        _ => SHA256.HashData([1, .. Hash(part[..Split(part.Length)]), .. Hash(part[Split(part.Length)..])]),
    };

    private static List<byte[]> Path(int index, ReadOnlySpan<byte[]> part)
    {
        if (part.Length == 1)
        {
            return [];
        }

        var k = Split(part.Length);
        return index < k ? [.. Path(index, part[..k]), Hash(part[k..])] : [.. Path(index - k, part[k..]), Hash(part[..k])];
    }

    private static List<byte[]> SubProof(int m, ReadOnlySpan<byte[]> part, bool isWhole)
    {
        if (m == part.Length)
        {
            return isWhole ? [] : [Hash(part)];
        }

        var k = Split(part.Length);
        return m <= k ? [.. SubProof(m, part[..k], isWhole), Hash(part[k..])] : [.. SubProof(m - k, part[k..], isWhole: false), Hash(part[..k])];
    }

    private static int Split(int count)
    {
        var k = 1;
        while (k * 2 < count)
        {
            k *= 2;
        }

        return k;
    }
}

using System.Numerics;

namespace TrustedPublishing.TransparencyLog;

/// <summary>Where the hashes of a tree come from.</summary>
public interface ITileSource
{
    /// <returns>The tile's hashes, one after the other.</returns>
    /// <exception cref="TileMissingException">The source does not have all of it.</exception>
    Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken);
}

/// <summary>A tile is not there, or not as wide as it must be.</summary>
public sealed class TileMissingException(Tile tile) : Exception($"Tile {tile.Level}/{tile.Path} is not there.")
{
    public Tile Tile => tile;
}

/// <summary>
/// The first <paramref name="size"/> leaves of a log as a Merkle tree (RFC 6962 §2.1): its root and its proofs, from tiles, each of which is
/// read once. For one caller at a time.
/// </summary>
public sealed class MerkleTree(long size, ITileSource source)
{
    private const int LevelsOfTile = 8;

    private readonly Dictionary<(int Level, long Index), byte[]> read = [];

    public long Size => size;

    public Task<byte[]> RootAsync(CancellationToken cancellationToken) =>
        size == 0 ? Task.FromResult(TreeHash.Empty) : RangeAsync(0, size, cancellationToken);

    /// <summary>The tree as one that goes on growing, leaf after leaf.</summary>
    public async Task<GrowingTree> GrowAsync(CancellationToken cancellationToken)
    {
        var growing = new GrowingTree();
        while (growing.Size < size)
        {
            var height = BitOperations.Log2((ulong)(size - growing.Size));
            growing.Add(await SubtreeAsync(height, growing.Size >> height, cancellationToken), 1L << height);
        }

        return growing;
    }

    /// <summary>The tree of the first leaves of this one, from the same source.</summary>
    public MerkleTree At(long earlier) => new(earlier, source);

    /// <summary>A leaf's hash.</summary>
    public Task<byte[]> LeafAsync(long index, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return SubtreeAsync(0, index, cancellationToken);
    }

    /// <summary>The hashes that lead from a leaf to the root (RFC 6962 §2.1.1), from the leaf upwards.</summary>
    public async Task<IReadOnlyList<byte[]>> InclusionProofAsync(long index, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<byte[]>();
        for (var (from, to) = (0L, size); to - from > 1;)
        {
            var middle = from + LargestPowerBelow(to - from);
            var (other, next) = index < middle ? ((middle, to), (from, middle)) : ((from, middle), (middle, to));
            proof.Add(await RangeAsync(other.Item1, other.Item2, cancellationToken));
            (from, to) = next;
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The hashes that show that this tree begins with the one of so many leaves (RFC 6962 §2.1.2).</summary>
    public async Task<IReadOnlyList<byte[]>> ConsistencyProofAsync(long earlier, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(earlier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlier, size);
        var proof = new List<byte[]>();
        if (earlier == 0 || earlier == size)
        {
            return proof;
        }

        var (from, to) = (0L, size);
        while (earlier < to)
        {
            var middle = from + LargestPowerBelow(to - from);
            var (other, next) = earlier <= middle ? ((middle, to), (from, middle)) : ((from, middle), (middle, to));
            proof.Add(await RangeAsync(other.Item1, other.Item2, cancellationToken));
            (from, to) = next;
        }

        // Where the earlier tree ends at a whole subtree from the very left, its root is what the verifier has anyway.
        if (from != 0)
        {
            proof.Add(await RangeAsync(from, to, cancellationToken));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The root above the leaves from <paramref name="from"/> up to <paramref name="to"/>; a range that the proofs walk through.</summary>
    private async Task<byte[]> RangeAsync(long from, long to, CancellationToken cancellationToken)
    {
        var count = to - from;
        if (BitOperations.IsPow2(count) && from % count == 0)
        {
            return await SubtreeAsync(BitOperations.Log2((ulong)count), from / count, cancellationToken);
        }

        var middle = from + LargestPowerBelow(count);
        var (left, right) = (await RangeAsync(from, middle, cancellationToken), await RangeAsync(middle, to, cancellationToken));
        return TreeHash.Node(left, right);
    }

    /// <summary>The root above 2^<paramref name="height"/> leaves, from the tile that has all of it.</summary>
    private async Task<byte[]> SubtreeAsync(int height, long index, CancellationToken cancellationToken)
    {
        var (level, within) = Math.DivRem(height, LevelsOfTile);
        var (first, count) = (index << within, 1 << within);
        var hashes = await TileAsync(level, first / Tile.FullWidth, cancellationToken);
        var at = (int)(first % Tile.FullWidth);
        return TreeHash.Subtree(hashes.AsSpan(at * TreeHash.Length, count * TreeHash.Length));
    }

    private async Task<byte[]> TileAsync(int level, long index, CancellationToken cancellationToken)
    {
        if (!read.TryGetValue((level, index), out var hashes))
        {
            var tile = Tile.InTree(level, index, size)!.Value;
            hashes = await source.ReadAsync(tile, cancellationToken);
            if (hashes.Length != tile.Width * TreeHash.Length)
            {
                throw new TileMissingException(tile);
            }

            read.Add((level, index), hashes);
        }

        return hashes;
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}

using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Archiving;

/// <summary>
/// The stored tiles of a tree, each as it is under the tree's root: a full one is compared with the hash above it when it is read, and the begun
/// ones at the right end, which make the root, are read once. It holds two tiles a level.
/// </summary>
internal sealed class ProvenTiles(StoredTiles stored, long size) : ITileSource
{
    private readonly Dictionary<Tile, byte[]> begun = [];
    private readonly Dictionary<int, (Tile Tile, byte[] Hashes)> last = [];

    /// <param name="tile">A tile of the tree, or the first part of one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TileMissingException">It is not there.</exception>
    /// <exception cref="LogContradictedException">It is not under the root.</exception>
    public async Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) =>
        Tile.InTree(tile.Level, tile.Index, size) is { } whole && tile.Width <= whole.Width
            ? (await ReadWholeAsync(whole, cancellationToken))[..(tile.Width * TreeHash.Length)]
            : throw new TileMissingException(tile);

    /// <summary>The entries under a tile of level 0 of the tree, each with the bytes that its leaf hash is of.</summary>
    /// <exception cref="LogContradictedException">An entry was changed.</exception>
    public async Task<IReadOnlyList<byte[]>> ReadEntriesAsync(Tile tile, CancellationToken cancellationToken)
    {
        var hashes = await ReadAsync(tile, cancellationToken);
        var entries = await stored.ReadEntriesAsync(tile, cancellationToken);
        for (var i = 0; i < entries.Count; i++)
        {
            if (!TreeHash.Leaf(entries[i]).AsSpan().SequenceEqual(hashes.AsSpan(i * TreeHash.Length, TreeHash.Length)))
            {
                throw new LogContradictedException($"Entry {tile.First + i} is not what was signed: its bytes do not give its leaf hash.");
            }
        }

        return entries;
    }

    private async Task<byte[]> ReadWholeAsync(Tile tile, CancellationToken cancellationToken)
    {
        if (!tile.IsFull)
        {
            return begun.TryGetValue(tile, out var known) ? known : begun[tile] = await stored.ReadAsync(tile, cancellationToken);
        }

        if (!last.TryGetValue(tile.Level, out var read) || read.Tile != tile)
        {
            read = (tile, await stored.ReadAsync(tile, cancellationToken));
            var above = Tile.InTree(tile.Level + 1, tile.Index / Tile.FullWidth, size)!.Value;
            var expected = (await ReadWholeAsync(above, cancellationToken)).AsMemory((int)(tile.Index - above.First) * TreeHash.Length, TreeHash.Length);
            if (!TreeHash.Subtree(read.Hashes).AsSpan().SequenceEqual(expected.Span))
            {
                throw new LogContradictedException($"Tile {tile.Level}/{tile.Path} is not what was signed: it does not give the hash above it.");
            }

            last[tile.Level] = read;
        }

        return read.Hashes;
    }
}

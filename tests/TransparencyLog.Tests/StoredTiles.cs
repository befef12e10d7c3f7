namespace TrustedPublishing.TransparencyLog.Tests;

/// <summary>The tiles of a log in memory, as the log would keep them.</summary>
internal sealed class StoredTiles : ITileSource
{
    private readonly List<List<byte[]>> levels = [];

    public StoredTiles(int size)
    {
        for (List<byte[]> level = [.. Enumerable.Range(0, size).Select(i => TreeHash.Leaf(ReferenceTree.Entry(i)))]; level.Count > 0;)
        {
            levels.Add(level);
            level = [.. level.Chunk(Tile.FullWidth).Where(tile => tile.Length == Tile.FullWidth).Select(tile => TreeHash.Subtree(Concat(tile)))];
        }
    }

    /// <summary>How many tiles were read.</summary>
    public int Reads { get; private set; }

    public Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Concat(levels[tile.Level].Skip((int)tile.First).Take(tile.Width)));
    }

    private static byte[] Concat(IEnumerable<byte[]> hashes) => [.. hashes.SelectMany(hash => hash)];
}

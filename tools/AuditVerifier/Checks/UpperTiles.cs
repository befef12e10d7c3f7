using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>
/// Compares the log's hashes above the leaves with those that come of the level below. What is above a wrong hash is compared with that hash
/// as it is: each mistake is then named where it is, and once.
/// </summary>
internal sealed class UpperTiles
{
    private readonly ILogSource source;
    private readonly FindingList findings;
    private readonly List<Level> levels = [];

    /// <param name="source">The log.</param>
    /// <param name="first">Leaves that are not looked at. The hashes above them are taken as they are: the root that was signed for them says what they are.</param>
    /// <param name="findings">Is told what is wrong.</param>
    public UpperTiles(ILogSource source, long first, FindingList findings)
    {
        (this.source, this.findings) = (source, findings);
        for (var number = 1; Tile.CountAt(number, first) is var before and > 0; number++)
        {
            var level = new Level(number) { Tile = before / Tile.FullWidth };
            level.Hashes.AddRange(new byte[before % Tile.FullWidth][]);
            levels.Add(level);
        }
    }

    /// <param name="root">That of a full tile of leaves; null if it has gaps, so that nothing can be said of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task AddAsync(byte[]? root, CancellationToken cancellationToken) => AddAsync(1, root, cancellationToken);

    /// <summary>Looks at the tiles at the right end as well.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var level in levels.Where(level => level.Hashes.Count > 0))
        {
            await CompareAsync(level, cancellationToken);
        }
    }

    private async Task AddAsync(int number, byte[]? root, CancellationToken cancellationToken)
    {
        if (levels.Count < number)
        {
            levels.Add(new Level(number));
        }

        var level = levels[number - 1];
        level.Hashes.Add(root);
        if (level.Hashes.Count == Tile.FullWidth)
        {
            var stored = await CompareAsync(level, cancellationToken);
            level.Hashes.Clear();
            level.Tile++;
            await AddAsync(number + 1, stored is null ? null : TreeHash.Subtree(stored), cancellationToken);
        }
    }

    private async Task<byte[]?> CompareAsync(Level level, CancellationToken cancellationToken)
    {
        var tile = new Tile(level.Number, level.Tile, level.Hashes.Count);
        var stored = await source.HashesAsync(tile, cancellationToken);
        if (stored is null || stored.Length != tile.Width * TreeHash.Length)
        {
            findings.Add(Finding.HashesMissing(tile));
            return null;
        }

        var below = 1L << (8 * level.Number);
        for (var i = 0; i < tile.Width; i++)
        {
            if (level.Hashes[i] is { } hash && !hash.AsSpan().SequenceEqual(stored.AsSpan(i * TreeHash.Length, TreeHash.Length)))
            {
                var index = tile.First + i;
                findings.Add(Finding.HashesWrong(level.Number, index, index * below, ((index + 1) * below) - 1));
            }
        }

        return stored;
    }

    private sealed class Level(int number)
    {
        public int Number => number;

        public long Tile { get; set; }

        public List<byte[]?> Hashes { get; } = new(TransparencyLog.Tile.FullWidth);
    }
}

using System.Runtime.CompilerServices;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>A tile of level 0 as the log gives it, with its entries. Where something is missing both end before it.</summary>
/// <param name="Tile">What was asked for.</param>
/// <param name="Hashes">Leaf hashes, as many as there are.</param>
/// <param name="Entries">Entries, as many as there are; null if they are not read.</param>
internal sealed record Leaves(Tile Tile, IReadOnlyList<byte[]> Hashes, IReadOnlyList<byte[]>? Entries)
{
    public int Count => Math.Min(Hashes.Count, Entries?.Count ?? Hashes.Count);

    public bool AreWhole => Count == Tile.Width;
}

/// <summary>Reads leaves in their order, some tiles ahead.</summary>
internal sealed class LeafReader(ILogSource source, bool hashesOnly)
{
    private const int Ahead = 8;

    /// <param name="first">The first leaf that is wanted; its tile is read from its beginning.</param>
    /// <param name="size">Leaves of the log.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<Leaves> ReadAsync(long first, long size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var coming = new Queue<Task<Leaves>>();
        for (var next = first / Tile.FullWidth; ; next++)
        {
            if (Tile.InTree(0, next, size) is { } tile)
            {
                coming.Enqueue(ReadAsync(tile, cancellationToken));
                if (coming.Count < Ahead)
                {
                    continue;
                }
            }

            if (!coming.TryDequeue(out var oldest))
            {
                yield break;
            }

            yield return await oldest;
        }
    }

    private async Task<Leaves> ReadAsync(Tile tile, CancellationToken cancellationToken)
    {
        var hashes = ReadWhatIsThereAsync(tile, source.HashesAsync, Hashes, cancellationToken);
        var entries = hashesOnly ? null : ReadWhatIsThereAsync(tile, source.EntriesAsync, bytes => EntryBundle.Read(bytes), cancellationToken);
        return new Leaves(tile, await hashes, entries is null ? null : await entries);
    }

    /// <summary>The whole tile, or the widest part of it that the log has.</summary>
    private static async Task<IReadOnlyList<byte[]>> ReadWhatIsThereAsync(
        Tile tile, Func<Tile, CancellationToken, Task<byte[]?>> read, Func<byte[], IReadOnlyList<byte[]>?> split, CancellationToken cancellationToken)
    {
        if (await TryAsync(tile.Width) is { } all)
        {
            return all;
        }

        var (have, lacks) = ((IReadOnlyList<byte[]>)[], tile.Width);
        while (lacks - have.Count > 1)
        {
            var middle = (have.Count + lacks) / 2;
            if (await TryAsync(middle) is { } some)
            {
                have = some;
            }
            else
            {
                lacks = middle;
            }
        }

        return have;

        async Task<IReadOnlyList<byte[]>?> TryAsync(int width) =>
            await read(tile with { Width = width }, cancellationToken) is { } bytes && split(bytes) is { } items && items.Count == width ? items : null;
    }

    private static IReadOnlyList<byte[]>? Hashes(byte[] bytes) => bytes.Length % TreeHash.Length == 0 ? [.. bytes.Chunk(TreeHash.Length)] : null;
}

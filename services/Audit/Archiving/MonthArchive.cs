using System.IO.Compression;
using System.Text;
using Npgsql;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Archiving;

/// <summary>A month of the log: from the checkpoint that the month before ended with to its own, and who says so.</summary>
internal sealed record MonthArchive
{
    public required ArchiveMonth Month { get; init; }

    /// <summary>Null if the month begins with the log.</summary>
    public required SignedCheckpoint? Earlier { get; init; }

    /// <summary>With the cosignatures that there are.</summary>
    public required SignedCheckpoint End { get; init; }

    /// <summary>What the log says of its keys, by the names of its addresses.</summary>
    public required IReadOnlyList<(string Name, string Text)> Keys { get; init; }

    public long First => Earlier?.Checkpoint.Size ?? 0;

    public long Size => End.Checkpoint.Size;

    /// <summary>
    /// Writes the zip while it reads the log, and looks at all that it writes: what is not under the two signed roots is not written. It holds one
    /// bundle, and of each file the name and its place in the zip.
    /// </summary>
    /// <exception cref="LogContradictedException">The log is not what was signed.</exception>
    public async Task WriteAsync(Stream file, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tiles = new ProvenTiles(new StoredTiles(connection), Size);
        try
        {
            await ProveAsync(tiles, cancellationToken);
            await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            var writer = new SteadyZip(zip);
            foreach (var (name, text) in Texts())
            {
                await writer.StoreAsync(name, Encoding.UTF8.GetBytes(text), cancellationToken);
            }

            await WriteTilesAsync(writer, tiles, cancellationToken);
        }
        catch (TileMissingException e)
        {
            throw new LogContradictedException($"The tree of the {Size} entries that were signed is not whole: {e.Message}");
        }
    }

    private async Task ProveAsync(ProvenTiles tiles, CancellationToken cancellationToken)
    {
        var tree = new MerkleTree(Size, tiles);
        foreach (var signed in new[] { End, Earlier }.OfType<SignedCheckpoint>().Select(signed => signed.Checkpoint))
        {
            if (signed.Size > Size)
            {
                throw new LogContradictedException($"{signed.Size} entries were archived before, and the last checkpoint of {Month} has {Size}.");
            }

            if (!(await tree.At(signed.Size).RootAsync(cancellationToken)).AsSpan().SequenceEqual(signed.Root))
            {
                throw new LogContradictedException($"The first {signed.Size} entries of the log are not those that were signed.");
            }
        }
    }

    private async Task WriteTilesAsync(SteadyZip zip, ProvenTiles tiles, CancellationToken cancellationToken)
    {
        for (var level = 0; Tile.CountAt(level, Size) > 0; level++)
        {
            foreach (var tile in ArchiveLayout.Tiles(level, First, Size))
            {
                await zip.StoreAsync(ArchiveLayout.PathOf(tile), await tiles.ReadAsync(tile, cancellationToken), cancellationToken);
                if (level == 0)
                {
                    await zip.CompressAsync(ArchiveLayout.EntriesPathOf(tile), EntryBundle.Write(await tiles.ReadEntriesAsync(tile, cancellationToken)), cancellationToken);
                }
            }
        }
    }

    private IEnumerable<(string Name, string Text)> Texts()
    {
        yield return (ArchiveLayout.ReadMe, ReadMe());
        yield return (ArchiveLayout.Checkpoint, End.Note.ToString());
        if (Earlier is not null)
        {
            yield return (ArchiveLayout.Earlier, Earlier.Note.ToString());
        }

        foreach (var key in Keys)
        {
            yield return key;
        }
    }

    private string ReadMe() => $"""
        The audit log {End.Checkpoint.Origin} in {Month} (UTC): {(Size > First ? $"entries {First} to {Size - 1}" : "no entries")}.

        checkpoint           the signed note that the month ends with (c2sp.org/tlog-checkpoint), with its cosignatures
        earlier-checkpoint   the one that it continues; not there if the month begins with the log
        key                  the public key that signed the checkpoint: compare it with the operator's
        key-handovers        how the log's key changed until this file was written; empty if it did not
        tile/entries/        the entries, up to 256 in a file, each with its length before it (c2sp.org/tlog-tiles)
        tile/<level>/        the hashes of the Merkle tree (RFC 6962), and to the left those that the two roots need

        A file's first entries and hashes may be the last ones of the month before. Personal values are not in here: entries
        have salted digests of them.

        """.ReplaceLineEndings("\n");
}

/// <summary>A zip whose bytes are those of its files alone: no times, no users.</summary>
internal sealed class SteadyZip(ZipArchive zip)
{
    /// <summary>The first that a zip can say.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A file that its owner can read and write, in the upper half as Unix has it.</summary>
    private const int OwnersFile = unchecked((int)0x8180_0000);

    /// <summary>Hashes do not get shorter.</summary>
    public Task StoreAsync(string name, byte[] content, CancellationToken cancellationToken) => AddAsync(name, content, CompressionLevel.NoCompression, cancellationToken);

    public Task CompressAsync(string name, byte[] content, CancellationToken cancellationToken) => AddAsync(name, content, CompressionLevel.Optimal, cancellationToken);

    private async Task AddAsync(string name, byte[] content, CompressionLevel level, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = Time;
        entry.ExternalAttributes = OwnersFile;
        await using var stream = await entry.OpenAsync(cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }
}

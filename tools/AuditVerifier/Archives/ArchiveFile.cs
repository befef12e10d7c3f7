using System.IO.Compression;
using System.Text;
using TrustedPublishing.AuditVerifier.Checks;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Archives;

/// <summary>
/// A month's archive, which may have come from anybody: nothing is unpacked to a disk, names are compared and never used, and of no file more is
/// read than such a file can have.
/// </summary>
internal sealed class ArchiveFile : ILogSource, IDisposable
{
    private const int LongestText = 256 * 1024;
    private const int LongestBundle = Tile.FullWidth * (sizeof(ushort) + EntryBundle.MaxEntryLength);

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> files;
    private readonly SemaphoreSlim alone = new(1);
    private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);

    private ArchiveFile(ZipArchive zip, string name, Dictionary<string, ZipArchiveEntry> files) => (this.zip, Name, this.files) = (zip, name, files);

    public string Name { get; }

    /// <exception cref="InvalidDataException">It is no zip, not a whole one, or two of its files have one name.</exception>
    public static async Task<ArchiveFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ZipArchive? zip = null;
        try
        {
            zip = await ZipFile.OpenReadAsync(path, cancellationToken);
            var files = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
            foreach (var entry in zip.Entries)
            {
                if (!files.TryAdd(entry.FullName, entry))
                {
                    throw new InvalidDataException($"It holds {Finding.Shown(entry.FullName)} twice.");
                }
            }

            return new ArchiveFile(zip, Path.GetFileName(path), files);
        }
        catch (Exception e)
        {
            zip?.Dispose();
            throw e is ArgumentException or NotSupportedException or EndOfStreamException ? new InvalidDataException(e.Message, e) : e;
        }
    }

    /// <summary>What no archive of this stretch holds.</summary>
    public IEnumerable<string> Strangers(long first, long size) => files.Keys.Where(name => !ArchiveLayout.Holds(name, first, size));

    /// <summary>Files that are there and could not be read, or are longer than such a file can be.</summary>
    public IEnumerable<string> Unreadable => unreadable.Order(StringComparer.Ordinal);

    /// <summary>What the month continues; null if it begins with the log.</summary>
    public Task<string?> EarlierAsync(CancellationToken cancellationToken) => TextOrNullAsync(ArchiveLayout.Earlier, cancellationToken);

    public async Task<string> CheckpointAsync(CancellationToken cancellationToken) =>
        await TextOrNullAsync(ArchiveLayout.Checkpoint, cancellationToken) ?? throw new LogUnreachableException($"{Name} holds no checkpoint.");

    public Task<string?> KeyAsync(CancellationToken cancellationToken) => TextOrNullAsync(ArchiveLayout.Key, cancellationToken);

    public Task<string?> KeyHandoversAsync(CancellationToken cancellationToken) => TextOrNullAsync(ArchiveLayout.KeyHandovers, cancellationToken);

    public Task<byte[]?> HashesAsync(Tile tile, CancellationToken cancellationToken) =>
        ReadAsync(ArchiveLayout.PathOf(tile), tile.Width * TreeHash.Length, cancellationToken);

    public Task<byte[]?> EntriesAsync(Tile tile, CancellationToken cancellationToken) => ReadAsync(ArchiveLayout.EntriesPathOf(tile), LongestBundle, cancellationToken);

    public void Dispose()
    {
        zip.Dispose();
        alone.Dispose();
    }

    private async Task<string?> TextOrNullAsync(string name, CancellationToken cancellationToken) =>
        await ReadAsync(name, LongestText, cancellationToken) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The whole file; null if it is not there, or is unreadable.</summary>
    private async Task<byte[]?> ReadAsync(string name, int longest, CancellationToken cancellationToken)
    {
        if (!files.TryGetValue(name, out var file))
        {
            return null;
        }

        // One stream under all of them.
        await alone.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(file, longest, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            unreadable.Add(name);
            return null;
        }
        finally
        {
            alone.Release();
        }
    }

    /// <summary>What the zip says of the length may be a lie, so what comes is counted.</summary>
    private static async Task<byte[]> ReadAsync(ZipArchiveEntry file, int longest, CancellationToken cancellationToken)
    {
        await using var content = await file.OpenAsync(cancellationToken);
        using var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (read.Length + count > longest)
            {
                throw new InvalidDataException("It is longer than such a file can be.");
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }
}

using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Archives;

/// <summary>The archives of a log: a folder of them, in the order of their months, or one file.</summary>
internal sealed class ArchiveSet : ILogHead
{
    private const string Ending = ".zip";

    private readonly string place;
    private readonly bool isFolder;

    private ArchiveSet(string place, bool isFolder, IReadOnlyList<string> files) => (this.place, this.isFolder, Files) = (place, isFolder, files);

    /// <summary>Paths, the oldest month first.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Whether it should begin with the log: one file is a month by itself.</summary>
    public bool IsFolder => isFolder;

    /// <summary>Null for what is neither an archive nor a folder with any.</summary>
    public static ArchiveSet? Of(string place) =>
        File.Exists(place) && place.EndsWith(Ending, StringComparison.Ordinal) ? new ArchiveSet(place, isFolder: false, [place])
        : Directory.Exists(place) && Months(place) is { Count: > 0 } files ? new ArchiveSet(place, isFolder: true, files)
        : null;

    /// <summary>That of the last month that can be read.</summary>
    public async Task<string> CheckpointAsync(CancellationToken cancellationToken) =>
        await OfLastAsync(async archive => await archive.CheckpointAsync(cancellationToken), cancellationToken)
        ?? throw new LogUnreachableException($"{place} holds no archive of a log that can be read.");

    public Task<string?> KeyAsync(CancellationToken cancellationToken) => OfLastAsync(archive => archive.KeyAsync(cancellationToken), cancellationToken);

    public Task<string?> KeyHandoversAsync(CancellationToken cancellationToken) => OfLastAsync(archive => archive.KeyHandoversAsync(cancellationToken), cancellationToken);

    private static List<string> Months(string folder) =>
        [.. Directory.GetFiles(folder, ArchiveMonth.Pattern).Where(file => ArchiveMonth.TryParse(Path.GetFileName(file), out _)).Order(StringComparer.Ordinal)];

    private async Task<string?> OfLastAsync(Func<ArchiveFile, Task<string?>> read, CancellationToken cancellationToken)
    {
        foreach (var file in Files.Reverse())
        {
            try
            {
                using var archive = await ArchiveFile.OpenAsync(file, cancellationToken);
                return await read(archive);
            }
            catch (Exception e) when (e is InvalidDataException or LogUnreachableException)
            {
                // The check says what is wrong with it; here another one answers.
                continue;
            }
        }

        return null;
    }
}

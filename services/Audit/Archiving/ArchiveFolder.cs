using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Archiving;

/// <summary>The folder with the archives: a file is in it whole or not at all, and only the service's user can read it.</summary>
internal sealed class ArchiveFolder(IOptions<ArchiveOptions> options, IOptions<LogOptions> log)
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>What follows a file's name while it is written.</summary>
    private const string DraftMark = ".draft-";

    public string Path { get; } = options.Value.Folder is { Length: > 0 } folder
        ? folder
        : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(log.Value.CheckpointFolder))!, "archives");

    /// <summary>The last month that is there; what is missing before it was taken away by somebody. Null if there is none.</summary>
    public ArchiveMonth? Newest() => !Directory.Exists(Path) ? null : Directory.EnumerateFiles(Path, ArchiveMonth.Pattern)
        .Select(file => ArchiveMonth.TryParse(System.IO.Path.GetFileName(file), out var month) ? month : (ArchiveMonth?)null)
        .OfType<ArchiveMonth>()
        .OrderByDescending(month => month.FileName, StringComparer.Ordinal)
        .Cast<ArchiveMonth?>()
        .FirstOrDefault();

    public FileStream OpenRead(ArchiveMonth month) => File.OpenRead(PathOf(month));

    /// <summary>Writes a month's file beside its place, and puts it there when all of it is on the disk.</summary>
    public async Task WriteAsync(ArchiveMonth month, Func<Stream, Task> write)
    {
        CreateFolder();
        var draft = $"{PathOf(month)}{DraftMark}{Guid.NewGuid():N}";
        try
        {
            await using (var file = new FileStream(draft, DraftOptions()))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, PathOf(month), overwrite: false);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Those of a service that was killed. Only for who is alone.</summary>
    public void DeleteDrafts()
    {
        if (Directory.Exists(Path))
        {
            foreach (var draft in Directory.GetFiles(Path, $"{ArchiveMonth.Pattern}{DraftMark}*"))
            {
                File.Delete(draft);
            }
        }
    }

    public string PathOf(ArchiveMonth month) => System.IO.Path.Combine(Path, month.FileName);

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, FolderMode);
        }
    }

    private static FileStreamOptions DraftOptions()
    {
        var draft = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            draft.UnixCreateMode = FileMode;
        }

        return draft;
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// What was signed, outside the database: of each day the last checkpoint, in a file of its own, <c>2026-11-23.txt</c>. Whoever changes the
/// database does not change this.
/// </summary>
internal sealed class CheckpointFolder(IOptions<LogOptions> options)
{
    private string Folder => options.Value.CheckpointFolder;

    /// <summary>The last note; null if there is none yet.</summary>
    public string? Last() =>
        Directory.Exists(Folder) && Directory.GetFiles(Folder, "????-??-??.txt").Max(StringComparer.Ordinal) is { } file ? File.ReadAllText(file) : null;

    /// <summary>The file is whole or the one of before, whatever happens.</summary>
    public void Keep(SignedNote note, DateTimeOffset now)
    {
        Directory.CreateDirectory(Folder);
        var final = Path.Combine(Folder, now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".txt");
        var draft = $"{final}.{Guid.NewGuid():N}";
        using (var file = new FileStream(draft, FileMode.CreateNew))
        {
            file.Write(Encoding.UTF8.GetBytes(note.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, final, overwrite: true);
    }
}

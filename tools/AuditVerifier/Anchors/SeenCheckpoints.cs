using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Anchors;

/// <summary>
/// What this verifier saw of a log the last time: its key in <c>audit.example.org%2Flog.key</c> and its checkpoint in
/// <c>audit.example.org%2Flog.checkpoint</c>. Who checks a log from elsewhere keeps the folder, or a copy of the checkpoint for <c>--since</c>.
/// Of the archives of a log it is remembered apart: they end before the log does, and may end before its key changed.
/// </summary>
internal sealed class SeenCheckpoints(string folder, string origin, bool ofArchives)
{
    private string KeyFile => PathOf("key");

    public string CheckpointFile => PathOf("checkpoint");

    public bool AreOfArchives => ofArchives;

    public string? Key() => File.Exists(KeyFile) ? File.ReadAllText(KeyFile) : null;

    public string? Checkpoint() => File.Exists(CheckpointFile) ? File.ReadAllText(CheckpointFile) : null;

    public void Keep(NoteVerifierKey key, string note)
    {
        Directory.CreateDirectory(folder);
        Write(KeyFile, $"{key}\n");
        Write(CheckpointFile, note);
    }

    private string PathOf(string what) => Path.Combine(folder, $"{Uri.EscapeDataString(origin)}{(ofArchives ? ".archives" : "")}.{what}");

    private static void Write(string file, string text)
    {
        var draft = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllText(draft, text);
        File.Move(draft, file, overwrite: true);
    }
}

using TrustedPublishing.AuditVerifier.Anchors;
using TrustedPublishing.AuditVerifier.Archives;
using TrustedPublishing.AuditVerifier.Checks;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier;

/// <summary>One run: reads what the log is signed for, finds what is remembered of it, checks it, says what came of it and remembers it.</summary>
internal sealed class Verifier(VerifierOptions options, TextWriter output, Func<long, IProgress<long>> showProgress)
{
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="UsageException">The call has a mistake.</exception>
    /// <exception cref="LogUnreachableException">The log could not be read.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var source = Source();
        using var server = source as IDisposable;
        var (_, _, first) = await ReadCheckpointAsync(source, cancellationToken);
        var seen = new SeenCheckpoints(options.State, first.Origin, ofArchives: source is ArchiveSet);
        var beside = new SeenCheckpoints(options.State, first.Origin, ofArchives: source is not ArchiveSet);
        var keys = await KeysAsync(source, seen.Key() ?? beside.Key(), cancellationToken);
        var anchors = Anchors(seen, beside, keys);
        // Only now the one that counts: the log may have grown, and what is remembered with it, since somebody else looked.
        var (text, note, checkpoint) = await ReadCheckpointAsync(source, cancellationToken);
        var signer = keys.SignerOf(note);
        var now = signer is null || signer.Equals(keys.Key) ? "" : $"Now      {signer}, to which that key handed over\n";
        await output.WriteLineAsync($"Log      {checkpoint.Origin}\nKey      {keys.Key}\n{now}Signed   {checkpoint.Size} entries, root {Convert.ToBase64String(checkpoint.Root)}");
        if (!string.Equals(checkpoint.Origin, keys.Key.Name, StringComparison.Ordinal))
        {
            return await SayWrongAsync([Finding.OtherOrigin(checkpoint.Origin, keys.Key.Name)]);
        }

        if (signer is null)
        {
            return await SayWrongAsync([Finding.NotSigned(keys.Key.ToString())]);
        }

        var cosigned = Cosigned(note);
        var witnessed = cosigned.Where(witness => witness.At is not null).Select(witness => new Anchor($"{witness.Name} cosigned it at {witness.At:yyyy-MM-dd'T'HH:mm:ss'Z'}", checkpoint));
        IReadOnlyList<Anchor> known = [.. anchors, .. witnessed];
        var progress = showProgress(checkpoint.Size);
        var found = source is ArchiveSet archives
            ? await ArchiveCheck.RunAsync(archives, checkpoint.Origin, keys.HaveSigned, known, options.HashesOnly, progress, cancellationToken)
            : await LogCheck.RunAsync((ILogSource)source, checkpoint, known, options.HashesOnly, progress, cancellationToken);
        // One old month by itself does not set back what was seen.
        var isNews = !anchors.Any(anchor => anchor.Name == seen.CheckpointFile && anchor.Checkpoint.Size > checkpoint.Size);
        return await ConcludeAsync(found, [.. cosigned.Where(witness => witness.At is null).Select(witness => witness.Name)], () =>
        {
            if (isNews)
            {
                seen.Keep(signer, text);
            }
        });
    }

    private static async Task<(string Text, SignedNote Note, Checkpoint Checkpoint)> ReadCheckpointAsync(ILogHead source, CancellationToken cancellationToken)
    {
        var text = await source.CheckpointAsync(cancellationToken);
        return SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? (text, note, checkpoint)
            : throw new LogUnreachableException("What the log gives as its checkpoint is none (C2SP tlog-checkpoint).");
    }

    private ILogHead Source() =>
        Uri.TryCreate(options.Log, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? new LogServer(address!, options.HashesOnly ? null : options.Token)
        : ArchiveSet.Of(options.Log) is { } archives ? archives
        : Directory.Exists(options.Log) ? new LogFolder(options.Log)
        : throw new UsageException($"{options.Log} is neither an http(s) address nor a folder, nor an archive (*.zip).");

    /// <summary>The one that was given; else the one that was seen before; else, on first sight, the log's own word. What it says of its other keys counts only as far as that one vouches for them.</summary>
    private async Task<TrustedKeys> KeysAsync(ILogHead source, string? seen, CancellationToken cancellationToken)
    {
        var text = (File.Exists(options.Key) ? await File.ReadAllTextAsync(options.Key, cancellationToken) : options.Key)
            ?? seen
            ?? await source.KeyAsync(cancellationToken)
            ?? throw new UsageException("The log does not say its key: give it with --key.");
        var key = NoteVerifierKey.TryParse(text.Trim(), out var read) ? read : throw new UsageException($"{text.Trim()} is no public key of a log (<name>+<id>+<base64>), and no file that holds one.");
        return new TrustedKeys(key, KeyHandovers.TryParse(await source.KeyHandoversAsync(cancellationToken) ?? "", out var handovers) ? handovers : KeyHandovers.None);
    }

    private List<Anchor> Anchors(SeenCheckpoints seen, SeenCheckpoints beside, TrustedKeys keys)
    {
        var files = options.Since.SelectMany(path =>
            Directory.Exists(path) ? CheckpointsIn(path)
            : File.Exists(path) ? new[] { path }.AsEnumerable()
            : throw new UsageException($"--since: {path} is neither a file nor a folder."));
        var anchors = files.Select(file => Anchor(file, File.ReadAllText(file), keys)).ToList();
        if (seen.Checkpoint() is { } last)
        {
            anchors.Add(Anchor(seen.CheckpointFile, last, keys) with { IsOfArchives = seen.AreOfArchives });
        }

        // Of the log when it is about its archives, and the other way: what a key signed that the trusted one does not lead to says nothing about these.
        if (beside.Checkpoint() is { } other && SignedNote.TryParse(other, out var note) && keys.HaveSigned(note))
        {
            anchors.Add(Anchor(beside.CheckpointFile, other, keys) with { IsOfArchives = beside.AreOfArchives });
        }

        return anchors;
    }

    /// <summary>The log's own folder of checkpoints also holds drafts, for moments, with names that go on after this.</summary>
    private static IEnumerable<string> CheckpointsIn(string folder) => Directory.GetFiles(folder, "*.txt") is { Length: > 0 } files
        ? files.Order(StringComparer.Ordinal)
        : throw new UsageException($"--since: {folder} holds no checkpoints (*.txt).");

    private static Anchor Anchor(string name, string text, TrustedKeys keys) =>
        SignedNote.TryParse(text, out var note) && keys.HaveSigned(note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? new Anchor(name, checkpoint)
            : throw new UsageException($"{name} is no checkpoint that {keys.Key} has signed.");

    /// <summary>Each witness that was named, and when it cosigned.</summary>
    private List<(string Name, DateTimeOffset? At)> Cosigned(SignedNote note) =>
        [.. options.Witnesses.Select(text => WitnessKey.TryParse(text, out var witness)
            ? (witness.Name, witness.CosignedAt(note))
            : throw new UsageException($"{text} is no public key of a witness (<name>+<id>+<base64>)."))];

    private async Task<int> ConcludeAsync(CheckedLog found, IReadOnlyList<string> missing, Action remember)
    {
        foreach (var month in found.Months)
        {
            await output.WriteLineAsync($"Month    {month}");
        }

        foreach (var anchor in found.Confirmed)
        {
            await output.WriteLineAsync($"Since    {anchor.Checkpoint.Size} entries: {anchor.Name}");
        }

        if (found.Findings.Count > 0)
        {
            return await SayWrongAsync(found.Findings);
        }

        remember();
        var what = options.HashesOnly
            ? $"the hashes of {found.Entries} entries, not the entries themselves"
            : $"{found.Entries} entries, each under the signed root, and the numbers of {found.Producers} producers";
        if (missing.Count > 0)
        {
            await output.WriteLineAsync($"Checked  {what}\nConsistent in itself, history not anchored: {string.Join(" and ", missing)} did not cosign it.");
            return ExitCode.NotAnchored;
        }

        // That it begins with nothing can be said of every log.
        if (!found.Confirmed.Any(anchor => anchor.Checkpoint.Size > 0))
        {
            await output.WriteLineAsync($"Checked  {what}\nConsistent in itself, history not anchored: nothing of before is known here. What was seen now is remembered for the next time.");
            return ExitCode.NotAnchored;
        }

        await output.WriteLineAsync($"Checked  {what}\nVerified");
        return ExitCode.Verified;
    }

    private async Task<int> SayWrongAsync(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            await output.WriteLineAsync($"WRONG    {finding.Code}: {finding.Message}");
        }

        await output.WriteLineAsync($"Not verified: {findings.Count} {(findings.Count == 1 ? "thing is" : "things are")} wrong");
        return ExitCode.Wrong;
    }
}

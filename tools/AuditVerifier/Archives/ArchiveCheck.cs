using TrustedPublishing.AuditVerifier.Anchors;
using TrustedPublishing.AuditVerifier.Checks;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Archives;

/// <summary>
/// Reads a log month by month. Each archive is checked by itself, all that is in it, from the root that it begins with to the one that it ends with; and
/// each must begin with what the one before ended with.
/// </summary>
internal sealed class ArchiveCheck
{
    private readonly ArchiveSet archives;
    private readonly Func<SignedNote, bool> haveSigned;
    private readonly string origin;
    private readonly FindingList findings = new();
    private readonly List<string> months = [];
    private readonly LeafWalk walk;
    private long entries;
    private Checkpoint? begin;

    /// <summary>The last archive that could be read.</summary>
    private (string Name, Checkpoint End)? before;

    /// <summary>Something between that one and the next is missing, and was said to be.</summary>
    private bool isAfterHole;

    private ArchiveCheck(ArchiveSet archives, Func<SignedNote, bool> haveSigned, string origin, IEnumerable<long> sizes) =>
        (this.archives, this.haveSigned, this.origin, walk) = (archives, haveSigned, origin, new LeafWalk(findings, sizes));

    /// <param name="archives">The log.</param>
    /// <param name="origin">Its name.</param>
    /// <param name="haveSigned">Whether one of the log's keys has signed a note, now or before.</param>
    /// <param name="anchors">What is remembered of the log. It may reach beyond the archives.</param>
    /// <param name="hashesOnly">Whether the entries themselves are left out.</param>
    /// <param name="progress">Is told how many entries were looked at.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<CheckedLog> RunAsync(
        ArchiveSet archives,
        string origin,
        Func<SignedNote, bool> haveSigned,
        IReadOnlyList<Anchor> anchors,
        bool hashesOnly,
        IProgress<long> progress,
        CancellationToken cancellationToken)
    {
        var check = new ArchiveCheck(archives, haveSigned, origin, anchors.Select(anchor => anchor.Checkpoint.Size));
        ArchiveMonth? last = null;
        foreach (var path in archives.Files)
        {
            check.findings.Within = Path.GetFileName(path);
            if (ArchiveMonth.TryParse(check.findings.Within, out var month))
            {
                check.SayMissing(last, month);
                last = month;
            }

            await check.LookAsync(path, hashesOnly, progress, cancellationToken);
        }

        check.findings.Within = null;
        return check.Conclude(anchors);
    }

    private void SayMissing(ArchiveMonth? last, ArchiveMonth month)
    {
        if (last?.Next is { } next && month.IsAfter(next))
        {
            isAfterHole = true;
            findings.Add(Finding.MonthsMissing(next, month));
        }
    }

    private async Task LookAsync(string path, bool hashesOnly, IProgress<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = await ArchiveFile.OpenAsync(path, cancellationToken);
            await LookAsync(archive, hashesOnly, progress, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or LogUnreachableException)
        {
            isAfterHole = true;
            findings.Add(Finding.NoArchive(e.Message));
        }
    }

    private async Task LookAsync(ArchiveFile archive, bool hashesOnly, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var earlier = await archive.EarlierAsync(cancellationToken);
        var (first, end) = (earlier is null ? new Checkpoint(origin, 0, TreeHash.Empty) : Read(earlier), Read(await archive.CheckpointAsync(cancellationToken)));
        if (first.Size > end.Size || (earlier is not null && first.Size == 0))
        {
            throw new InvalidDataException($"It goes from {first.Size} entries to {end.Size}.");
        }

        Continue(first);
        foreach (var stranger in archive.Strangers(first.Size, end.Size))
        {
            findings.Add(Finding.Stranger(stranger));
        }

        walk.Want(end.Size);
        walk.GoOnFrom(await TreeAsync(archive, first, end.Size, cancellationToken));
        await walk.ReadAsync(archive, first.Size, end.Size, hashesOnly, progress, cancellationToken);
        if (walk.Gives(end) == false)
        {
            findings.Add(Finding.RootMismatch(end.Size));
        }

        foreach (var unreadable in archive.Unreadable)
        {
            findings.Add(Finding.Unreadable(unreadable));
        }

        months.Add($"{archive.Name}: {(end.Size > first.Size ? $"entries {first.Size} to {end.Size - 1}" : "no entries")}");
        begin ??= first;
        before = (archive.Name, end);
        entries += end.Size - first.Size;
    }

    /// <exception cref="InvalidDataException">It is none of this log.</exception>
    private Checkpoint Read(string text) =>
        !SignedNote.TryParse(text, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint) ? throw new InvalidDataException("It holds a checkpoint that is none (C2SP tlog-checkpoint).")
        : checkpoint.Origin != origin ? throw new InvalidDataException($"It is an archive of {checkpoint.Origin}.")
        : !haveSigned(note) ? throw new InvalidDataException($"It holds a checkpoint, of {checkpoint.Size} entries, that was not signed with the log's key.")
        : checkpoint;

    private void Continue(Checkpoint first)
    {
        if (before is { } known && known.End.Size == first.Size && !known.End.Root.AsSpan().SequenceEqual(first.Root))
        {
            findings.Add(Finding.OtherHistory(first.Size, known.Name));
        }
        else if (before is { } other && other.End.Size != first.Size && !(isAfterHole && other.End.Size < first.Size))
        {
            findings.Add(Finding.Misplaced(first.Size, other.Name, other.End.Size));
        }

        if (first.Size != (before?.End.Size ?? 0))
        {
            walk.SkipHole();
        }

        isAfterHole = false;
    }

    /// <summary>The tree that the month begins with, from its own hashes; empty if they do not give the root that was signed.</summary>
    private async Task<GrowingTree> TreeAsync(ArchiveFile archive, Checkpoint first, long size, CancellationToken cancellationToken)
    {
        try
        {
            var tree = await new MerkleTree(first.Size, new ArchivedTiles(archive, size)).GrowAsync(cancellationToken);
            if (tree.Root.AsSpan().SequenceEqual(first.Root))
            {
                return tree;
            }

            findings.Add(Finding.RootMismatch(first.Size));
        }
        catch (TileMissingException e)
        {
            findings.Add(Finding.HashesMissing(e.Tile));
        }

        return new GrowingTree();
    }

    private CheckedLog Conclude(IReadOnlyList<Anchor> anchors)
    {
        walk.End();
        var confirmed = anchors.Where(anchor => walk.Gives(anchor.Checkpoint) == true).ToList();
        foreach (var anchor in anchors.Where(anchor => walk.Gives(anchor.Checkpoint) == false).OrderBy(anchor => anchor.Checkpoint.Size))
        {
            findings.Add(Finding.Forked(anchor, confirmed));
        }

        // What is before may be known from elsewhere: whoever keeps the checkpoint that this begins with may have put away the months before.
        if (archives.IsFolder && begin is { Size: > 0 } && !confirmed.Any(anchor => anchor.Checkpoint.Size == begin.Size))
        {
            findings.Add(Finding.BeginningMissing(begin.Size));
        }

        foreach (var seen in anchors.Where(anchor => archives.IsFolder && anchor.IsOfArchives && anchor.Checkpoint.Size > (before?.End.Size ?? 0)))
        {
            findings.Add(Finding.EndMissing(before?.End.Size ?? 0, seen));
        }

        return new CheckedLog(findings.All(), confirmed, walk.Producers) { Entries = entries, Months = months };
    }

    /// <summary>Reads parts of tiles, of which an archive has only the widest.</summary>
    private sealed class ArchivedTiles(ArchiveFile archive, long size) : ITileSource
    {
        public async Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) =>
            Tile.InTree(tile.Level, tile.Index, size) is { } whole
            && await archive.HashesAsync(whole, cancellationToken) is { } hashes && hashes.Length >= tile.Width * TreeHash.Length
                ? hashes[..(tile.Width * TreeHash.Length)]
                : throw new TileMissingException(tile);
    }
}

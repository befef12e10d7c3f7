using TrustedPublishing.AuditVerifier.Anchors;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>What came of the check of a log.</summary>
/// <param name="Findings">What is wrong; empty for a log that is as it should be.</param>
/// <param name="Confirmed">What was remembered of the log and is in it.</param>
/// <param name="Producers">How many producers' numbers were followed.</param>
internal sealed record CheckedLog(IReadOnlyList<Finding> Findings, IReadOnlyList<Anchor> Confirmed, int Producers);

/// <summary>
/// Reads the log once from its first entry to its last. The roots are made from the leaf hashes that were read beside the entries, and each is
/// read once: a log that gives different readers different hashes, or the same reader at different times, cannot show a root that it was not signed for.
/// </summary>
internal sealed class LogCheck
{
    private readonly ILogSource source;
    private readonly Checkpoint checkpoint;
    private readonly IReadOnlyList<Anchor> anchors;
    private readonly FindingList findings = new();
    private readonly ProducerNumbers numbers;
    private (long First, long Last)? missing;
    private readonly Dictionary<long, byte[]?> roots;
    private readonly GrowingTree tree = new();

    private LogCheck(ILogSource source, Checkpoint checkpoint, IReadOnlyList<Anchor> anchors)
    {
        (this.source, this.checkpoint, this.anchors) = (source, checkpoint, anchors);
        numbers = new ProducerNumbers(findings);
        roots = anchors.Select(anchor => anchor.Checkpoint.Size).Append(checkpoint.Size).Distinct().ToDictionary(size => size, _ => (byte[]?)null);
        NoteRoot();
    }

    /// <param name="source">The log.</param>
    /// <param name="checkpoint">What it was signed for; the signature is the caller's to check.</param>
    /// <param name="anchors">What is remembered of it.</param>
    /// <param name="hashesOnly">Whether the entries themselves are left out.</param>
    /// <param name="progress">Is told how many entries were looked at.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<CheckedLog> RunAsync(
        ILogSource source, Checkpoint checkpoint, IReadOnlyList<Anchor> anchors, bool hashesOnly, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var check = new LogCheck(source, checkpoint, anchors);
        await check.ReadAsync(hashesOnly, progress, cancellationToken);
        return check.Conclude();
    }

    private async Task ReadAsync(bool hashesOnly, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var upper = new UpperTiles(source, findings);
        await foreach (var leaves in new LeafReader(source, hashesOnly).ReadAsync(checkpoint.Size, cancellationToken))
        {
            Look(leaves);
            if (leaves.Tile.IsFull)
            {
                await upper.AddAsync(leaves.AreWhole ? TreeHash.Subtree([.. leaves.Hashes.SelectMany(hash => hash)]) : null, cancellationToken);
            }

            progress.Report(leaves.Tile.First + leaves.Tile.Width);
        }

        await upper.EndAsync(cancellationToken);
    }

    private void Look(Leaves leaves)
    {
        for (var i = 0; i < leaves.Count; i++)
        {
            var index = leaves.Tile.First + i;
            if (leaves.Entries is { } entries)
            {
                if (!TreeHash.Leaf(entries[i]).AsSpan().SequenceEqual(leaves.Hashes[i]))
                {
                    findings.Add(Finding.EntryChanged(index));
                }

                numbers.Add(index, entries[i]);
            }

            if (tree.Size == index)
            {
                tree.Add(leaves.Hashes[i]);
                NoteRoot();
            }
        }

        if (!leaves.AreWhole)
        {
            NoteMissing(leaves.Tile.First + leaves.Count, leaves.Tile.First + leaves.Tile.Width - 1);
            numbers.SkipHole();
        }
    }

    /// <summary>What is missing in one piece is one finding, however many tiles it spans.</summary>
    private void NoteMissing(long first, long last)
    {
        if (missing is { } before && before.Last + 1 == first)
        {
            missing = before with { Last = last };
            return;
        }

        SayMissing();
        missing = (first, last);
    }

    private void SayMissing()
    {
        if (missing is { } gap)
        {
            findings.Add(Finding.EntriesMissing(gap.First, gap.Last));
        }
    }

    private void NoteRoot()
    {
        if (roots.ContainsKey(tree.Size))
        {
            roots[tree.Size] = tree.Root;
        }
    }

    private CheckedLog Conclude()
    {
        SayMissing();
        numbers.End();
        if (Gives(checkpoint) == false)
        {
            findings.Add(Finding.RootMismatch(checkpoint.Size));
        }

        var confirmed = anchors.Where(anchor => Gives(anchor.Checkpoint) == true).ToList();
        foreach (var anchor in anchors.OrderBy(anchor => anchor.Checkpoint.Size))
        {
            if (anchor.Checkpoint.Size > checkpoint.Size)
            {
                findings.Add(Finding.RolledBack(checkpoint.Size, anchor));
            }
            else if (Gives(anchor.Checkpoint) == false)
            {
                var intact = confirmed.Select(other => other.Checkpoint.Size).Where(size => size < anchor.Checkpoint.Size).DefaultIfEmpty().Max();
                findings.Add(Finding.Forked(anchor, intact));
            }
        }

        return new CheckedLog(findings.All(), confirmed, numbers.Producers);
    }

    /// <summary>Whether the entries that were read give this root; null if not all of them could be read.</summary>
    private bool? Gives(Checkpoint signed) => roots[signed.Size] is { } root ? root.AsSpan().SequenceEqual(signed.Root) : null;
}

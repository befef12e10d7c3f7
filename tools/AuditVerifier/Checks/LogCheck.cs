using TrustedPublishing.AuditVerifier.Anchors;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>What came of the check of a log.</summary>
/// <param name="Findings">What is wrong; empty for a log that is as it should be.</param>
/// <param name="Confirmed">What was remembered of the log and is in it.</param>
/// <param name="Producers">How many producers' numbers were followed.</param>
internal sealed record CheckedLog(IReadOnlyList<Finding> Findings, IReadOnlyList<Anchor> Confirmed, int Producers)
{
    /// <summary>How many were looked at.</summary>
    public required long Entries { get; init; }

    /// <summary>The archives that were read, for people; empty for a log in one piece.</summary>
    public IReadOnlyList<string> Months { get; init; } = [];
}

/// <summary>
/// Reads the log once from its first entry to its last. The roots are made from the leaf hashes that were read beside the entries, and each is
/// read once: a log that gives different readers different hashes, or the same reader at different times, cannot show a root that it was not signed for.
/// </summary>
internal sealed class LogCheck
{
    private readonly Checkpoint checkpoint;
    private readonly IReadOnlyList<Anchor> anchors;
    private readonly FindingList findings = new();
    private readonly LeafWalk walk;

    private LogCheck(Checkpoint checkpoint, IReadOnlyList<Anchor> anchors)
    {
        (this.checkpoint, this.anchors) = (checkpoint, anchors);
        walk = new LeafWalk(findings, anchors.Select(anchor => anchor.Checkpoint.Size).Append(checkpoint.Size));
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
        var check = new LogCheck(checkpoint, anchors);
        await check.walk.ReadAsync(source, 0, checkpoint.Size, hashesOnly, progress, cancellationToken);
        return check.Conclude();
    }

    private CheckedLog Conclude()
    {
        walk.End();
        if (walk.Gives(checkpoint) == false)
        {
            findings.Add(Finding.RootMismatch(checkpoint.Size));
        }

        var confirmed = anchors.Where(anchor => walk.Gives(anchor.Checkpoint) == true).ToList();
        foreach (var anchor in anchors.OrderBy(anchor => anchor.Checkpoint.Size))
        {
            if (anchor.Checkpoint.Size > checkpoint.Size)
            {
                findings.Add(Finding.RolledBack(checkpoint.Size, anchor));
            }
            else if (walk.Gives(anchor.Checkpoint) == false)
            {
                findings.Add(Finding.Forked(anchor, confirmed));
            }
        }

        return new CheckedLog(findings.All(), confirmed, walk.Producers) { Entries = checkpoint.Size };
    }
}

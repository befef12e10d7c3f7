using System.Diagnostics;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>
/// Exchanges that are written together. Each replay key is written once; other requests with the same key follow the
/// first: if it claims the ID token, they are too late.
/// </summary>
internal sealed class LedgerBatch
{
    private readonly List<List<WaitingEntry>> groups;

    private LedgerBatch(List<List<WaitingEntry>> groups)
    {
        this.groups = groups;
        Entries = [.. groups.Select(group => group[0].Entry)];
    }

    public static LedgerBatch From(IEnumerable<WaitingEntry> taken, Func<WaitingEntry, bool> admit) =>
        new([.. taken.Where(admit).GroupBy(waiting => waiting.Entry.ReplayKeyText, StringComparer.Ordinal).Select(group => group.ToList())]);

    public IReadOnlyList<LedgerEntry> Entries { get; }

    public int Count => groups.Count;

    public bool IsEmpty => Count == 0;

    public IEnumerable<Guid> TokenIds => Entries.Select(entry => entry.Token.TokenId);

    public IEnumerable<ActivityLink> Links => groups.Select(group => group[0].Trace).Where(trace => trace != default).Select(trace => new ActivityLink(trace));

    public (LedgerBatch First, LedgerBatch Second) Halve() =>
        (new LedgerBatch([.. groups.Take(Count / 2)]), new LedgerBatch([.. groups.Skip(Count / 2)]));

    /// <param name="outcomes">One for each of <see cref="Entries"/>.</param>
    public void Complete(IReadOnlyList<ClaimOutcome> outcomes)
    {
        if (outcomes.Count != Count)
        {
            throw new InvalidOperationException($"{Count} entries were written and {outcomes.Count} outcomes came back.");
        }

        foreach (var (group, outcome) in groups.Zip(outcomes))
        {
            group[0].Outcome.TrySetResult(outcome);
            foreach (var follower in group.Skip(1))
            {
                follower.Outcome.TrySetResult(outcome == ClaimOutcome.Claimed ? ClaimOutcome.AlreadyUsed : outcome);
            }
        }
    }

    /// <summary>After a lost connection: what is in the ledger was claimed, all else failed.</summary>
    public void CompleteFound(IReadOnlySet<Guid> found, UnavailableException otherwise)
    {
        foreach (var group in groups)
        {
            if (found.Contains(group[0].Entry.Token.TokenId))
            {
                group[0].Outcome.TrySetResult(ClaimOutcome.Claimed);
                group.Skip(1).ToList().ForEach(follower => follower.Outcome.TrySetResult(ClaimOutcome.AlreadyUsed));
            }
            else
            {
                Fail(group, otherwise);
            }
        }
    }

    public void Fail(UnavailableException e) => groups.ForEach(group => Fail(group, e));

    private static void Fail(List<WaitingEntry> group, UnavailableException e) =>
        group.ForEach(waiting => waiting.Outcome.TrySetException(e));
}

using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.AuditVerifier.Checks;

/// <summary>Goes along the leaves of a log, in one piece or in several, and takes the roots on the way.</summary>
internal sealed class LeafWalk
{
    private readonly FindingList findings;
    private readonly ProducerNumbers numbers;
    private readonly Dictionary<long, byte[]?> roots;
    private GrowingTree tree = new();
    private (long First, long Last)? missing;

    /// <param name="findings">Is told what is wrong.</param>
    /// <param name="sizes">Where the root is wanted.</param>
    public LeafWalk(FindingList findings, IEnumerable<long> sizes)
    {
        this.findings = findings;
        numbers = new ProducerNumbers(findings);
        roots = sizes.Distinct().ToDictionary(size => size, _ => (byte[]?)null);
        NoteRoot();
    }

    /// <summary>How many producers' numbers were followed.</summary>
    public int Producers => numbers.Producers;

    /// <summary>Goes on from here, whatever was before.</summary>
    /// <param name="from">The tree up to here, as somebody has signed it; empty where nobody knows, so that no root is made.</param>
    public void GoOnFrom(GrowingTree from)
    {
        tree = from;
        NoteRoot();
    }

    /// <summary>The root at this size, which comes later, is wanted as well.</summary>
    public void Want(long size) => roots[size] = null;

    /// <summary>Entries before this were not looked at, whose numbers are not to be missed.</summary>
    public void SkipHole() => numbers.SkipHole();

    /// <param name="source">Where the leaves are read from.</param>
    /// <param name="first">Leaves before the stretch.</param>
    /// <param name="size">Leaves up to its end.</param>
    /// <param name="hashesOnly">Whether the entries themselves are left out.</param>
    /// <param name="progress">Is told how many entries were looked at.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(ILogSource source, long first, long size, bool hashesOnly, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var upper = new UpperTiles(source, first, findings);
        await foreach (var leaves in new LeafReader(source, hashesOnly).ReadAsync(first, size, cancellationToken))
        {
            Look(leaves, first);
            if (leaves.Tile.IsFull)
            {
                await upper.AddAsync(leaves.AreWhole ? TreeHash.Subtree([.. leaves.Hashes.SelectMany(hash => hash)]) : null, cancellationToken);
            }

            progress.Report(leaves.Tile.First + leaves.Tile.Width);
        }

        await upper.EndAsync(cancellationToken);
        SayMissing();
    }

    /// <summary>Says which numbers never came.</summary>
    public void End() => numbers.End();

    /// <summary>Whether the entries that were read give this root; null if not all of them could be read.</summary>
    public bool? Gives(Checkpoint signed) => roots[signed.Size] is { } root ? root.AsSpan().SequenceEqual(signed.Root) : null;

    private void Look(Leaves leaves, long first)
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

                if (index >= first)
                {
                    numbers.Add(index, entries[i]);
                }
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
            missing = null;
        }
    }

    private void NoteRoot()
    {
        if (roots.ContainsKey(tree.Size))
        {
            roots[tree.Size] = tree.Root;
        }
    }
}

namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// A tree that gets leaf after leaf and can say its root at any time, in memory that grows with the logarithm of the leaves: it keeps only the
/// roots of the whole subtrees from the left.
/// </summary>
public sealed class GrowingTree
{
    private readonly List<(byte[] Root, long Leaves)> subtrees = [];

    public long Size { get; private set; }

    public byte[] Root => subtrees.Count == 0
        ? TreeHash.Empty
        : subtrees.Select(subtree => subtree.Root).Reverse().Aggregate((right, left) => TreeHash.Node(left, right));

    public void Add(byte[] leafHash) => Add(leafHash, 1);

    /// <param name="root">The root above the next leaves.</param>
    /// <param name="leaves">How many they are: a power of two that the size is a multiple of.</param>
    internal void Add(byte[] root, long leaves)
    {
        var added = (Root: root, Leaves: leaves);
        while (subtrees.Count > 0 && subtrees[^1].Leaves == added.Leaves)
        {
            added = (TreeHash.Node(subtrees[^1].Root, added.Root), 2 * added.Leaves);
            subtrees.RemoveAt(subtrees.Count - 1);
        }

        subtrees.Add(added);
        Size += leaves;
    }
}

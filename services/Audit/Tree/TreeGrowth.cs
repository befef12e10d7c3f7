using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>What a tree gets above its leaves when leaves are added.</summary>
internal static class TreeGrowth
{
    /// <param name="size">Leaves before.</param>
    /// <param name="leaves">The hashes of those that are added.</param>
    /// <param name="stored">The tree as it is before.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TileMissingException">The tree lacks a hash that it must have.</exception>
    public static async Task<IReadOnlyList<TreeNode>> OfAsync(
        long size, IReadOnlyList<byte[]> leaves, ITileSource stored, CancellationToken cancellationToken)
    {
        var nodes = new List<TreeNode>();
        var (first, added) = (size, leaves);
        for (short level = 0; ; level++)
        {
            // The tile that was begun before is read only if it is filled now.
            var (tile, begun) = Math.DivRem(first, Tile.FullWidth);
            if (begun + added.Count < Tile.FullWidth)
            {
                return nodes;
            }

            var before = begun == 0 ? [] : await stored.ReadAsync(new Tile(level, tile, (int)begun), cancellationToken);
            byte[][] roots = [.. before.Chunk(TreeHash.Length).Concat(added)
                .Chunk(Tile.FullWidth)
                .Where(hashes => hashes.Length == Tile.FullWidth)
                .Select(hashes => TreeHash.Subtree([.. hashes.SelectMany(hash => hash)]))];
            nodes.AddRange(roots.Select((root, i) => new TreeNode { Level = (short)(level + 1), Index = tile + i, Hash = root }));
            (first, added) = (tile, roots);
        }
    }
}

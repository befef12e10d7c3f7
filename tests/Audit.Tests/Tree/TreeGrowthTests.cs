using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

public sealed class TreeGrowthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(700)]
    [InlineData(66_000)]
    public async Task Each_full_tile_gets_its_hash_once_whatever_the_batches(int batch)
    {
        // A little more than a full tile of full tiles.
        var size = batch == 1 ? 600 : 66_100;
        var tree = new Grown();
        var leaves = Enumerable.Range(0, size).Select(i => TreeHash.Leaf(BitConverter.GetBytes(i))).ToArray();
        foreach (var added in leaves.Chunk(batch))
        {
            tree.Add(added, await TreeGrowth.OfAsync(tree.Size, added, tree, TestContext.Current.CancellationToken));
        }

        Assert.Equal(Level(leaves), tree.Level(1));
        Assert.Equal(Level(Level(leaves)), tree.Level(2));
        Assert.Empty(tree.Level(3));
    }

    [Fact]
    public async Task A_tile_that_is_not_filled_is_not_read() =>
        Assert.Empty(await TreeGrowth.OfAsync(100, [TreeHash.Leaf([])], new NoTiles(), TestContext.Current.CancellationToken));

    private static byte[][] Level(byte[][] below) =>
        [.. below.Chunk(Tile.FullWidth).Where(tile => tile.Length == Tile.FullWidth).Select(tile => TreeHash.Subtree([.. tile.SelectMany(hash => hash)]))];

    private sealed class Grown : ITileSource
    {
        private readonly List<byte[]> leaves = [];
        private readonly List<TreeNode> nodes = [];

        public long Size => leaves.Count;

        public void Add(IEnumerable<byte[]> added, IEnumerable<TreeNode> above)
        {
            leaves.AddRange(added);
            nodes.AddRange(above);
        }

        public IReadOnlyList<byte[]> Level(int level)
        {
            var ofLevel = nodes.Where(node => node.Level == level).ToList();
            Assert.Equal(Enumerable.Range(0, ofLevel.Count).Select(i => (long)i), ofLevel.Select(node => node.Index));
            return [.. ofLevel.Select(node => node.Hash)];
        }

        public Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) =>
            Task.FromResult<byte[]>([.. (tile.Level == 0 ? leaves : Level(tile.Level)).Skip((int)tile.First).Take(tile.Width).SelectMany(hash => hash)]);
    }
}

namespace TrustedPublishing.TransparencyLog.Tests;

public sealed class MerkleTreeTests
{
    private const int Leaves = 70_000;
    private static readonly StoredTiles Tiles = new(Leaves);
    private static readonly Lazy<ReferenceTree> Reference = new(() => new ReferenceTree(Leaves));

    public static TheoryData<int> Sizes => [1, 2, 3, 5, 8, 255, 256, 257, 300, 511, 512, 513, 1_000, 65_535, 65_536, 65_537, 65_536 + 256, 69_999];

    // The eight leaves and roots that certificate-transparency-go tests with.
    [Theory]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public async Task The_known_trees_have_their_known_roots(int size, string root)
    {
        string[] leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        var tile = leaves.Take(size).SelectMany(leaf => TreeHash.Leaf(Convert.FromHexString(leaf))).ToArray();

        Assert.Equal(root, Convert.ToHexStringLower(await new MerkleTree(size, new OneTile(tile)).RootAsync(Cancel)));
    }

    [Fact]
    public void A_tree_that_grows_leaf_by_leaf_has_the_root_of_each_size()
    {
        var tree = new GrowingTree();
        Assert.Equal(TreeHash.Empty, tree.Root);
        for (var size = 1; size <= 1_000; size++)
        {
            tree.Add(TreeHash.Leaf(ReferenceTree.Entry(size - 1)));
            Assert.Equal((size, Convert.ToHexStringLower(Reference.Value.Root(size))), (tree.Size, Convert.ToHexStringLower(tree.Root)));
        }
    }

    [Fact]
    public async Task The_empty_tree_has_the_hash_of_nothing() => Assert.Equal(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Convert.ToHexStringLower(await new MerkleTree(0, Tiles).RootAsync(Cancel)));

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Root_and_proofs_are_those_of_the_rfc(int size)
    {
        var tree = new MerkleTree(size, Tiles);
        var root = Reference.Value.Root(size);
        Assert.Equal(root, await tree.RootAsync(Cancel));
        foreach (var index in Some(size))
        {
            var proof = await tree.InclusionProofAsync(index, Cancel);
            Assert.Equal(Reference.Value.Path(index, size), proof);
            Assert.True(Proof.VerifyInclusion(TreeHash.Leaf(ReferenceTree.Entry(index)), index, size, proof, root));
        }

        foreach (var earlier in Some(size).Append(size))
        {
            var proof = await tree.ConsistencyProofAsync(earlier, Cancel);
            Assert.Equal(Reference.Value.Consistency(earlier, size), proof);
            Assert.True(Proof.VerifyConsistency(earlier, Reference.Value.Root(earlier), size, root, proof));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_proof_of_something_else_does_not_hold(int size)
    {
        var tree = new MerkleTree(size, Tiles);
        var root = await tree.RootAsync(Cancel);
        var index = size / 2;
        var leaf = TreeHash.Leaf(ReferenceTree.Entry(index));
        var proof = await tree.InclusionProofAsync(index, Cancel);

        Assert.False(Proof.VerifyInclusion(TreeHash.Leaf([1, 2, 3]), index, size, proof, root));
        Assert.False(Proof.VerifyInclusion(leaf, index, size, proof, Changed(root)));
        Assert.False(Proof.VerifyInclusion(leaf, index, size, [.. proof, root], root));
        Assert.False(Proof.VerifyInclusion(leaf, size, size, proof, root));
        Assert.False(Proof.VerifyInclusion(leaf, -1, size, proof, root));
        Assert.All(Enumerable.Range(0, size).Where(other => other != index).Take(600), other => Assert.False(Proof.VerifyInclusion(leaf, other, size, proof, root)));
        Assert.All(Enumerable.Range(0, proof.Count), i => Assert.False(Proof.VerifyInclusion(leaf, index, size, [.. proof.Take(i), Changed(proof[i]), .. proof.Skip(i + 1)], root)));
        Assert.All(Enumerable.Range(0, proof.Count), i => Assert.False(Proof.VerifyInclusion(leaf, index, size, [.. proof.Where((_, at) => at != i)], root)));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_tree_that_is_no_continuation_has_no_proof(int size)
    {
        var (tree, earlier) = (new MerkleTree(size, Tiles), (size / 3) + 1);
        var (root, before) = (await tree.RootAsync(Cancel), Reference.Value.Root(earlier));
        var proof = await tree.ConsistencyProofAsync(earlier, Cancel);

        Assert.False(Proof.VerifyConsistency(earlier, Changed(before), size, root, proof));
        Assert.False(Proof.VerifyConsistency(earlier, before, size, Changed(root), proof));
        Assert.False(Proof.VerifyConsistency(earlier, before, size, root, [.. proof, root]));
        Assert.False(Proof.VerifyConsistency(size + 1, before, size, root, proof));
        Assert.False(Proof.VerifyConsistency(-1, before, size, root, proof));
        Assert.All(Enumerable.Range(0, proof.Count), i => Assert.False(Proof.VerifyConsistency(earlier, before, size, root, [.. proof.Take(i), Changed(proof[i]), .. proof.Skip(i + 1)])));
        Assert.All(Enumerable.Range(0, proof.Count), i => Assert.False(Proof.VerifyConsistency(earlier, before, size, root, [.. proof.Where((_, at) => at != i)])));
    }

    [Fact]
    public async Task A_proof_reads_one_tile_a_level()
    {
        var before = Tiles.Reads;

        await new MerkleTree(69_999, Tiles).InclusionProofAsync(1_000, Cancel);

        // The leaf's own and the right end's on each of three levels at most.
        Assert.InRange(Tiles.Reads - before, 3, 6);
    }

    [Fact]
    public async Task A_tile_that_is_too_short_is_missing()
    {
        var tile = new OneTile(TreeHash.Leaf([]));

        Assert.Equal(new Tile(0, 0, 2), (await Assert.ThrowsAsync<TileMissingException>(() => new MerkleTree(2, tile).RootAsync(Cancel))).Tile);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IEnumerable<int> Some(int size) => new[] { 0, 1, 2, 255, 256, 257, 511, size / 3, size / 2, size - 2, size - 1 }.Where(i => i >= 0 && i < size).Distinct();

    private static byte[] Changed(byte[] hash) => [(byte)(hash[0] ^ 1), .. hash[1..]];

    private sealed class OneTile(byte[] hashes) : ITileSource
    {
        public Task<byte[]> ReadAsync(Tile tile, CancellationToken cancellationToken) => Task.FromResult(hashes);
    }
}

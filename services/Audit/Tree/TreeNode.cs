using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tree;

/// <summary>
/// A hash of the tree above the leaves: the root above a full tile of the level below. Those in between are made from these when they are
/// needed.
/// </summary>
internal sealed class TreeNode
{
    /// <summary>1 and above; level 0 are the leaf hashes of the entries.</summary>
    public required short Level { get; init; }

    public required long Index { get; init; }

    public required byte[] Hash { get; init; }
}

internal sealed class TreeNodeMapping : IEntityTypeConfiguration<TreeNode>
{
    public void Configure(EntityTypeBuilder<TreeNode> node)
    {
        node.ToTable("tree_nodes", table =>
        {
            table.HasCheckConstraint("ck_tree_nodes_level", "level >= 1");
            table.HasCheckConstraint("ck_tree_nodes_hash", $"octet_length(hash) = {TreeHash.Length}");
        });
        node.HasKey(n => new { n.Level, n.Index });
    }
}

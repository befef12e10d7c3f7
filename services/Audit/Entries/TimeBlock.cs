using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Entries;

/// <summary>
/// Between which times 256 entries of the log lie, written with the last of them. Times nearly rise with the index, and only nearly: a record may
/// come late, and a clock may be off. So whoever looks for a time looks at these first.
/// </summary>
internal sealed class TimeBlock
{
    public const int Width = 256;

    /// <summary>Of the block: its entries are those from <c>256 × index</c> on.</summary>
    public required long Index { get; init; }

    /// <summary>The earliest <c>occurred_at</c> of its entries.</summary>
    public required DateTimeOffset Earliest { get; init; }

    /// <summary>The latest.</summary>
    public required DateTimeOffset Latest { get; init; }
}

internal sealed class TimeBlockMapping : IEntityTypeConfiguration<TimeBlock>
{
    public void Configure(EntityTypeBuilder<TimeBlock> block)
    {
        block.ToTable("time_blocks");
        block.HasKey(b => b.Index);
        block.Property(b => b.Index).ValueGeneratedNever();
    }
}

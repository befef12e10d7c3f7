using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>The one row that numbers the changes of this service.</summary>
internal sealed class FeedState
{
    public required short Id { get; init; }

    /// <summary>New after a restore from a backup, when revisions that were given out may be given out again.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>The revision of the last change; 0 before the first.</summary>
    public required long Revision { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<FeedState>
    {
        public void Configure(EntityTypeBuilder<FeedState> builder)
        {
            builder.ToTable("feed", table => table.HasCheckConstraint("ck_feed_one_row", "id = 1"));
            builder.HasKey(f => f.Id);
            builder.Property(f => f.Id).ValueGeneratedNever();
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>The tombstone of a publisher that stands for no project any more.</summary>
internal sealed class RemovedPublisher
{
    public required Guid Id { get; init; }

    public required long Revision { get; init; }

    public required DateTimeOffset RemovedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<RemovedPublisher>
    {
        public void Configure(EntityTypeBuilder<RemovedPublisher> builder)
        {
            builder.ToTable("removed_publishers");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.HasIndex(p => p.Revision).IsUnique().HasDatabaseName("ux_removed_publishers_revision");
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Tree;

/// <summary>A checkpoint that was signed and may have been seen by others.</summary>
internal sealed class PublishedCheckpoint
{
    /// <summary>Entries of the log at that time.</summary>
    public required long Size { get; init; }

    /// <summary>The signed note, as <c>/log/checkpoint</c> gives it.</summary>
    public required string Note { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }
}

internal sealed class PublishedCheckpointMapping : IEntityTypeConfiguration<PublishedCheckpoint>
{
    public void Configure(EntityTypeBuilder<PublishedCheckpoint> checkpoint)
    {
        checkpoint.ToTable("checkpoints");
        checkpoint.HasKey(c => c.Size);
        checkpoint.Property(c => c.Size).ValueGeneratedNever();
    }
}

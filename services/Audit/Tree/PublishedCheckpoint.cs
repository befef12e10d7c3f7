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

/// <summary>What a witness signed of a checkpoint.</summary>
internal sealed class Cosignature
{
    /// <summary>The checkpoint's.</summary>
    public required long Size { get; init; }

    /// <summary>The witness's public key, as it is configured.</summary>
    public required string Witness { get; init; }

    /// <summary>Its signature lines, as they stand in the note.</summary>
    public required string Lines { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class CosignatureMapping : IEntityTypeConfiguration<Cosignature>
{
    public const int WitnessLength = 512;

    public void Configure(EntityTypeBuilder<Cosignature> cosignature)
    {
        cosignature.ToTable("cosignatures");
        cosignature.HasKey(c => new { c.Witness, c.Size });
        cosignature.Property(c => c.Witness).HasMaxLength(WitnessLength);
        cosignature.HasIndex(c => c.Size);
    }
}

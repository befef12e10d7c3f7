using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Following;

/// <summary>How far an outlet has come, and which replica works for it.</summary>
internal sealed class LogPosition
{
    /// <summary>The outlet's <see cref="IOutlet.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>All entries up to this index have been delivered, or are none of the outlet's; −1 for none.</summary>
    public required long After { get; init; }

    /// <summary>Made up anew by each follower.</summary>
    public Guid? Owner { get; init; }

    /// <summary>By the database's clock: until then nobody but the owner delivers.</summary>
    public required DateTimeOffset LeasedUntil { get; init; }
}

internal sealed class LogPositionMapping : IEntityTypeConfiguration<LogPosition>
{
    public void Configure(EntityTypeBuilder<LogPosition> position)
    {
        position.ToTable("log_positions", table => table.HasCheckConstraint("ck_log_positions_after", "after >= -1"));
        position.HasKey(p => p.Name);
        position.Property(p => p.Name).HasMaxLength(64);
    }
}

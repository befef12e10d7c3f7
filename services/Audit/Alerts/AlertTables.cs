using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>How far the rules have looked: the one row that there is.</summary>
internal sealed class AlertPosition
{
    public required short Id { get; init; }

    /// <summary>The index of the last entry that they saw; −1 before the first.</summary>
    public required long Position { get; init; }

    /// <summary>The last entry that was there before there were rules: up to it they remember, and raise nothing.</summary>
    public required long QuietUntil { get; init; }
}

internal sealed class AlertPositionMapping : IEntityTypeConfiguration<AlertPosition>
{
    public void Configure(EntityTypeBuilder<AlertPosition> position)
    {
        position.ToTable("alert_position", table => table.HasCheckConstraint("ck_alert_position_id", "id = 1"));
        position.HasKey(p => p.Id);
        position.Property(p => p.Id).ValueGeneratedNever();
    }
}

/// <summary>What a rule remembers about a <see cref="Subject"/>: times and indices, never a name.</summary>
internal sealed class AlertMemoryRow
{
    public required string Rule { get; init; }

    /// <summary>SHA-256 of the subject's text.</summary>
    public required byte[] Subject { get; init; }

    /// <summary>A <see cref="Remembered"/>.</summary>
    public required string State { get; init; }
    public DateTimeOffset? ForgetAfter { get; init; }
}

internal sealed class AlertMemoryMapping : IEntityTypeConfiguration<AlertMemoryRow>
{
    public void Configure(EntityTypeBuilder<AlertMemoryRow> memory)
    {
        memory.ToTable("alert_memory");
        memory.HasKey(m => new { m.Rule, m.Subject });
        memory.Property(m => m.Rule).HasMaxLength(EntryMapping.TypeLength);
        memory.Property(m => m.State).HasColumnType("jsonb");
        memory.HasIndex(m => m.ForgetAfter);
    }
}

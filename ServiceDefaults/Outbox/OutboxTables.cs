using Microsoft.EntityFrameworkCore;

namespace TrustedPublishing.ServiceDefaults.Outbox;

/// <summary>A record that the broker has not confirmed yet.</summary>
internal sealed class PendingRecord
{
    public required long Sequence { get; init; }
    public required Guid RecordId { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public string? TraceParent { get; init; }
    public required string Body { get; init; }
}

/// <summary>The last sequence number given out: one row, locked by each transaction that appends, so numbers are gapless and in commit order.</summary>
internal sealed class LastSequence
{
    public required short Id { get; init; }
    public required long Last { get; init; }
}

public static class OutboxTables
{
    /// <summary>Maps the tables <c>outbox</c> and <c>outbox_sequence</c> into the service's own schema.</summary>
    public static ModelBuilder AddOutbox(this ModelBuilder model)
    {
        model.Entity<PendingRecord>(record =>
        {
            record.ToTable("outbox");
            record.HasKey(r => r.Sequence);
            record.Property(r => r.Sequence).ValueGeneratedNever();
            record.Property(r => r.Type).HasMaxLength(64);
            record.Property(r => r.TraceParent).HasMaxLength(64);
            record.Property(r => r.Body).HasMaxLength(65536);
        });
        model.Entity<LastSequence>(sequence =>
        {
            sequence.ToTable("outbox_sequence");
            sequence.HasKey(s => s.Id);
            sequence.Property(s => s.Id).ValueGeneratedNever();
            sequence.HasData(new LastSequence { Id = 1, Last = 0 });
        });
        return model;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Entries;

/// <summary>
/// A record that became a <c>RecordUnreadable</c> entry. It took a number of its producer like any other, and when it
/// is delivered again it is known.
/// </summary>
internal sealed class UnreadableRecord
{
    public required string Producer { get; init; }
    public required Guid RecordId { get; init; }
    public required long Sequence { get; init; }
    public required long EntryIndex { get; init; }
}

internal sealed class UnreadableRecordMapping : IEntityTypeConfiguration<UnreadableRecord>
{
    public void Configure(EntityTypeBuilder<UnreadableRecord> unreadable)
    {
        unreadable.ToTable("unreadable_records");
        unreadable.HasKey(u => new { u.Producer, u.Sequence, u.RecordId });
        unreadable.Property(u => u.Producer).HasMaxLength(EntryMapping.ProducerLength);
    }
}

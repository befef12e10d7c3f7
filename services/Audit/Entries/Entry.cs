using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Entries;

/// <summary>
/// One line of the log. <see cref="Canonical"/> is what the log says and what every proof is about; the other columns
/// repeat parts of it so that it can be found, and say where it stands.
/// </summary>
internal sealed class Entry
{
    /// <summary>0, 1, 2 … without gaps, in the order of the commits.</summary>
    public required long Index { get; init; }
    public required Guid RecordId { get; init; }
    public required string Producer { get; init; }

    /// <summary>The producer's own number of the record.</summary>
    public required long Sequence { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required DateTimeOffset AppendedAt { get; init; }
    public string? TraceId { get; init; }

    /// <summary>The bytes that <c>docs/audit-log.md</c> defines; at most <see cref="CanonicalEntry.MaximumLength"/>.</summary>
    public required byte[] Canonical { get; init; }

    /// <summary>Of <see cref="Canonical"/> as a leaf of the tree, as it was when the entry was appended.</summary>
    public required byte[] LeafHash { get; init; }
}

internal sealed class EntryMapping : IEntityTypeConfiguration<Entry>
{
    public const int ProducerLength = 64;
    public const int TypeLength = 64;
    public const int TraceIdLength = 32;

    public void Configure(EntityTypeBuilder<Entry> entry)
    {
        entry.ToTable("entries", table =>
        {
            table.HasCheckConstraint("ck_entries_index", "index >= 0");
            table.HasCheckConstraint("ck_entries_canonical", $"octet_length(canonical) <= {CanonicalEntry.MaximumLength}");
            table.HasCheckConstraint("ck_entries_leaf_hash", $"octet_length(leaf_hash) = {TreeHash.Length}");
        });
        entry.HasKey(e => e.Index);
        entry.Property(e => e.Index).ValueGeneratedNever();
        entry.Property(e => e.Producer).HasMaxLength(ProducerLength);
        entry.Property(e => e.Type).HasMaxLength(TypeLength);
        entry.Property(e => e.TraceId).HasMaxLength(TraceIdLength);
        entry.HasIndex(e => e.RecordId).IsUnique();
        // Not unique: a number that a producer uses twice is a finding, and both records stay.
        entry.HasIndex(e => new { e.Producer, e.Sequence });
        entry.HasIndex(e => new { e.Type, e.Index });
    }
}

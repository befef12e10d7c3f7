using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Charts;

/// <summary>How many entries of one kind happened in an hour. Kept beside the log: it can be counted again from it at any time.</summary>
internal sealed class Tally
{
    /// <summary>Empty: of the whole log; else a <see cref="ProjectKey"/>, of the entries about this project.</summary>
    public required string Scope { get; init; }

    /// <summary>The beginning of the hour, in which the entries' <c>occurred_at</c> lies.</summary>
    public required DateTimeOffset Hour { get; init; }
    public required string Type { get; init; }

    /// <summary>Empty: the entries name none.</summary>
    public required string Provider { get; init; }

    /// <summary>Empty: all entries, whatever their reason; else those with this reason, of which an entry may have several.</summary>
    public required string Reason { get; init; }
    public required long Entries { get; init; }

    /// <summary>How many exchanges the entries decide: a summary tells of many.</summary>
    public required long Exchanges { get; init; }
}

internal sealed class TallyMapping : IEntityTypeConfiguration<Tally>
{
    public void Configure(EntityTypeBuilder<Tally> tally)
    {
        tally.ToTable("tallies");
        tally.HasKey(t => new { t.Scope, t.Hour, t.Type, t.Provider, t.Reason });
        tally.Property(t => t.Scope).HasMaxLength(ProjectKey.MaximumLength);
        tally.Property(t => t.Type).HasMaxLength(EntryMapping.TypeLength);
        tally.Property(t => t.Provider).HasMaxLength(Facet.MaximumCodeLength);
        tally.Property(t => t.Reason).HasMaxLength(Facet.MaximumCodeLength);
    }
}

/// <summary>Up to where the tallies of a scope have counted the log.</summary>
internal sealed class TallyPlace
{
    public required string Scope { get; init; }

    /// <summary>The index of the last entry that is counted, or is none of the scope's; −1 before the first.</summary>
    public required long Position { get; init; }
}

internal sealed class TallyPlaceMapping : IEntityTypeConfiguration<TallyPlace>
{
    public void Configure(EntityTypeBuilder<TallyPlace> place)
    {
        place.ToTable("tally_places", table => table.HasCheckConstraint("ck_tally_places_position", "position >= -1"));
        place.HasKey(p => p.Scope);
        place.Property(p => p.Scope).HasMaxLength(ProjectKey.MaximumLength);
    }
}

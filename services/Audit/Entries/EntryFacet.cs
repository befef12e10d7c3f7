using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Entries;

/// <summary>A <see cref="Facet"/> of an entry. The rows of one facet are a list of indices in their order, to be walked from anywhere.</summary>
internal sealed class EntryFacet
{
    public required FacetKind Kind { get; init; }
    public required string Value { get; init; }
    public required long EntryIndex { get; init; }
}

internal sealed class EntryFacetMapping : IEntityTypeConfiguration<EntryFacet>
{
    public void Configure(EntityTypeBuilder<EntryFacet> facet)
    {
        facet.ToTable("entry_facets");
        facet.HasKey(f => new { f.Kind, f.Value, f.EntryIndex });
        facet.Property(f => f.Value).HasMaxLength(Facet.MaximumLength);
    }
}

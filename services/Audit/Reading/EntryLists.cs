using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Reading;

/// <summary>
/// A part of a filter: the entries that are on any of some lists. A list is what one index of the database holds in the order of the log: the
/// entries of a type, of a provider, of a project…
/// </summary>
/// <param name="Table">Where the lists are.</param>
/// <param name="Index">The column with the entry's index.</param>
/// <param name="Column">The column that says which list.</param>
/// <param name="Sort">SQL that narrows the table to one sort of lists.</param>
/// <param name="Values">Which lists.</param>
internal sealed record EntryLists(string Table, string Index, string Column, string Sort, IReadOnlyList<object> Values)
{
    /// <summary>A list is one entry at most; its database index has no order of the log.</summary>
    public bool HasOne { get; private init; }

    public static EntryLists OfTypes(IEnumerable<string> types) => new("entries", "index", "type", "true", [.. types]);

    public static EntryLists OfRecord(Guid id) => new("entries", "index", "record_id", "true", [id]) { HasOne = true };

    /// <param name="facets">All of one kind.</param>
    public static EntryLists OfFacets(IReadOnlyList<Facet> facets) =>
        new("entry_facets", "entry_index", "value", $"kind = {(short)facets[0].Kind}", [.. facets.Select(facet => facet.Value)]);
}

using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Reading;

/// <summary>Which entries a reader wants; what is null or empty does not narrow.</summary>
internal sealed record EntryFilter
{
    public static EntryFilter All { get; } = new();

    /// <summary>A <see cref="ProjectKey"/>.</summary>
    public string? Project { get; init; }

    /// <summary>The project beyond which the reader may not see, whatever else is asked for. Set by <see cref="EntryReader"/> alone.</summary>
    public string? Within { get; init; }

    public IReadOnlyList<string> Types { get; init; } = [];

    public Decision? Decision { get; init; }

    /// <summary>Names of providers: entries of any of them.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Denial reasons: entries with any of them.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    public Guid? Publisher { get; init; }

    /// <summary>The one entry of a record: also what a refused caller gets as the correlation id.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>Entries whose <c>occurred_at</c> is this or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Entries whose <c>occurred_at</c> is before this.</summary>
    public DateTimeOffset? To { get; init; }

    public bool HasTime => From is not null || To is not null;

    /// <summary>Everything but the time. An entry is on each part.</summary>
    public IReadOnlyList<EntryLists> Parts
    {
        get
        {
            List<EntryLists> parts = [];
            if (RecordId is { } id)
            {
                parts.Add(EntryLists.OfRecord(id));
            }
            if (Types.Count > 0)
            {
                parts.Add(EntryLists.OfTypes(Types));
            }
            if (Decision is { } decision)
            {
                parts.Add(EntryLists.OfTypes(EntryTypes.All.Where(type => type.Decision == decision).Select(type => type.Name)));
            }
            parts.AddRange(new List<Facet>[]
            {
                [.. Within is { } within ? [new Facet(FacetKind.Project, within)] : Array.Empty<Facet>()],
                [.. Project is { } project ? [new Facet(FacetKind.Project, project)] : Array.Empty<Facet>()],
                [.. Providers.Select(provider => new Facet(FacetKind.Provider, provider))],
                [.. Reasons.Select(reason => new Facet(FacetKind.Reason, reason))],
                [.. Publisher is { } publisher ? [Facet.OfPublisher(publisher)] : Array.Empty<Facet>()],
            }.Where(facets => facets.Count > 0).Select(EntryLists.OfFacets));
            return parts;
        }
    }
}

internal enum EntryOrder
{
    Oldest,
    Newest,
}

/// <summary>A page of the log, in the order of the index.</summary>
/// <param name="Filter">Which entries.</param>
/// <param name="Order">Which way.</param>
/// <param name="After">The index of the last entry that the reader has, in that order; null for the beginning.</param>
/// <param name="Limit">At most so many entries.</param>
internal sealed record PageRequest(EntryFilter Filter, EntryOrder Order, long? After, int Limit);

namespace TrustedPublishing.Audit.Reading;

/// <summary>Which entries a reader wants; what is null or empty does not narrow.</summary>
internal sealed record EntryFilter
{
    public static EntryFilter All { get; } = new();

    /// <summary>A <see cref="Entries.ProjectKey"/>.</summary>
    public string? Project { get; init; }

    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The one entry of a record: also what a refused caller gets as the correlation id.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>Entries whose <c>occurred_at</c> is this or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Entries whose <c>occurred_at</c> is before this.</summary>
    public DateTimeOffset? To { get; init; }
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

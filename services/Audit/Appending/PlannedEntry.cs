using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Appending;

/// <summary>An entry that is to be written, with everything that hangs on it.</summary>
internal sealed record PlannedEntry(Entry Entry, IReadOnlyList<Facet> Facets, IReadOnlyList<CommittedValue> Personal)
{
    /// <summary>The record that it is about; a finding is about the one that revealed it.</summary>
    public required Record Source { get; init; }

    /// <summary>Set for the entry of an unreadable record.</summary>
    public UnreadableRecord? Unreadable { get; init; }
}

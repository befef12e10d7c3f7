using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Timeline;

/// <summary>One page of the timeline, newest first, and the way to its neighbours.</summary>
public sealed record TimelinePage
{
    public const int Size = 50;

    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>As the reader typed it.</summary>
    public required TimelineFilter Filter { get; init; }
    public string? Older { get; init; }
    public string? Newer { get; init; }

    /// <summary>Whether it goes on by itself, with a script.</summary>
    public bool IsLive { get; init; }

    /// <summary>What is wrong with the filter, if anything.</summary>
    public string? Error { get; init; }

    internal static TimelinePage WithError(TimelineFilter filter, string error) => new() { Entries = [], Filter = filter, Error = error };

    /// <param name="found">Up to one entry more than a page holds, from the position onwards in the direction of reading.</param>
    /// <param name="position">Where the reader is.</param>
    /// <param name="filter">As typed.</param>
    internal static TimelinePage Of(IReadOnlyList<EntryDocument> found, TimelinePosition position, TimelineFilter filter)
    {
        var hasMore = found.Count > Size;
        var shown = found.Take(Size).ToList();
        if (position.IsNewer)
        {
            shown.Reverse();
        }

        var hasOlder = position.IsNewer || hasMore;
        var hasNewer = position.IsNewer ? hasMore : position.OlderThan is not null;
        return new TimelinePage
        {
            Entries = shown,
            Filter = filter,
            Older = hasOlder && shown.Count > 0 ? filter.Address("older_than", shown[^1].Index) : null,
            Newer = hasNewer && shown.Count > 0 ? filter.Address("newer_than", shown[0].Index) : null,
        };
    }
}

/// <summary>Where a page begins: at the newest entry, or next to one.</summary>
internal sealed record TimelinePosition(long? OlderThan, long? NewerThan)
{
    public bool IsNewer => NewerThan is not null;

    public PageRequest Request(EntryFilter filter) => IsNewer
        ? new PageRequest(filter, EntryOrder.Oldest, NewerThan, TimelinePage.Size + 1)
        : new PageRequest(filter, EntryOrder.Newest, OlderThan, TimelinePage.Size + 1);
}

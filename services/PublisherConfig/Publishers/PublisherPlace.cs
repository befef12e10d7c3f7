using TrustedPublishing.PublisherConfig.Publishers.Pinning;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>Where a registration finds its place among the publishers of the same names.</summary>
internal abstract record PublisherPlace
{
    private PublisherPlace()
    {
    }

    /// <summary>The project has it already.</summary>
    public sealed record Taken(Publisher Publisher) : PublisherPlace;

    /// <summary>It is the same as this one of other projects; <paramref name="Pins"/>: and says the ids for which that one waits.</summary>
    public sealed record Join(Publisher Publisher, bool Pins = false) : PublisherPlace;

    /// <summary>It is a new one. The retired ones are never joined again.</summary>
    public sealed record New(IReadOnlyList<Publisher> Retired) : PublisherPlace;

    /// <summary>
    /// The same names with the same ids are one publisher, with other ids another one. A publisher whose window is over is
    /// never joined: its projects would match again, and names may have changed hands since they were registered.
    /// </summary>
    /// <param name="sameNames">All publishers of the registration's provider, issuer and fields that are not retired.</param>
    /// <param name="known">The registration's ids, if they are known.</param>
    /// <param name="projectId">The project that registers.</param>
    /// <param name="now">The time.</param>
    public static PublisherPlace Find(IReadOnlyList<Publisher> sameNames, KnownIds? known, Guid projectId, DateTimeOffset now) => known is null
        ? ByNames(sameNames, projectId, now)
        : ByIds(sameNames, known, projectId, now);

    private static PublisherPlace ByIds(IReadOnlyList<Publisher> sameNames, KnownIds known, Guid projectId, DateTimeOffset now)
    {
        if (sameNames.FirstOrDefault(one => ImmutableIds.Same(one.PinnedIds, known.Ids)) is { } same)
        {
            return TakenOrJoined(same, projectId, pins: false);
        }

        // What the provider says settles it for all projects of these names. What one owner says does not bind another project's publisher.
        return known.How == PinnedBy.Lookup && sameNames.FirstOrDefault(one => one.PinStateAt(now) == PinState.Pending) is { } pending
            ? TakenOrJoined(pending, projectId, pins: true)
            : new New([]);
    }

    private static PublisherPlace ByNames(IReadOnlyList<Publisher> sameNames, Guid projectId, DateTimeOffset now)
    {
        if (sameNames.FirstOrDefault(one => one.StandsFor(projectId)) is { } taken)
        {
            return new Taken(taken);
        }

        if (sameNames.FirstOrDefault(one => one.PinStateAt(now) == PinState.Pending) is { } pending)
        {
            return new Join(pending);
        }

        // One that was seen with other ids belongs to a repository that these names may not mean any more.
        var pinned = sameNames.Where(one => one.PinStateAt(now) == PinState.Pinned).ToList();
        return pinned is [{ PinMismatchAt: null } only]
            ? new Join(only)
            : new New([.. sameNames.Where(one => one.PinStateAt(now) == PinState.WindowOver)]);
    }

    private static PublisherPlace TakenOrJoined(Publisher publisher, Guid projectId, bool pins) =>
        publisher.StandsFor(projectId) ? new Taken(publisher) : new Join(publisher, pins);
}

using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>
/// Pins a publisher to the ids of the first ID token that matches it: compare and set, so that of two different repositories
/// of the same name only one wins, and the same ids may come again.
/// </summary>
internal sealed partial class PinPublisher(
    PublisherConfigDb db, ProviderCatalog providers, TimeProvider time, ChangeMetrics metrics, ILogger<PinPublisher> logger)
{
    /// <param name="publisherId">The publisher.</param>
    /// <param name="ids">All ids of its provider, from a verified ID token.</param>
    /// <param name="idTokenDigest">That ID token's digest, for the record.</param>
    /// <param name="cancellationToken">Cancels what is not committed.</param>
    public async Task<PinOutcome> ExecuteAsync(
        Guid publisherId, IReadOnlyDictionary<string, string> ids, string? idTokenDigest, CancellationToken cancellationToken)
    {
        // Holds the counter row from here on: whoever pins at the same time waits, and finds it pinned.
        await using var change = await FeedChange.BeginAsync(db, time, cancellationToken);
        var publisher = await db.Publishers.Include(p => p.Projects).ThenInclude(s => s.Project)
            .SingleOrDefaultAsync(p => p.Id == publisherId, cancellationToken);
        if (publisher is null)
        {
            return Refused(new PinOutcome.UnknownPublisher());
        }

        if (!ImmutableIds.AreComplete(providers.Of(publisher.Provider), ids))
        {
            return Refused(new PinOutcome.InvalidIds(publisher.Provider));
        }

        return PinRule.Decide(publisher.PinnedIds, publisher.PinUntil, ids, change.At) switch
        {
            PinDecision.HasThem => new PinOutcome.Pinned(publisher),
            PinDecision.HasOthers => Refused(new PinOutcome.PinnedOtherwise()),
            PinDecision.WindowOver => Refused(new PinOutcome.WindowOver()),
            PinDecision.Pin => await PinAsync(publisher, ids, idTokenDigest, change, cancellationToken),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<PinOutcome> PinAsync(
        Publisher publisher, IReadOnlyDictionary<string, string> ids, string? idTokenDigest, FeedChange change, CancellationToken cancellationToken)
    {
        publisher.Pin(new KnownIds(ids, PinnedBy.FirstUse), change.At);
        publisher.Revision = change.Revision;
        try
        {
            await change.CommitAsync([PublisherRecords.Pinned(publisher, providers.Of(publisher.Provider), change.Revision, idTokenDigest, change.At)], cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: Publisher.Mapping.UniqueRegistration })
        {
            // Another publisher has the same names and these ids, and is the one that matches.
            return Refused(new PinOutcome.PinnedOtherwise());
        }

        metrics.Changed(nameof(PublisherPinned));
        Log.Pinned(logger, publisher.Id, publisher.Provider, change.Revision);
        return new PinOutcome.Pinned(publisher);
    }

    private PinOutcome Refused(PinOutcome outcome)
    {
        metrics.Refused(outcome switch
        {
            PinOutcome.UnknownPublisher => PinProblems.UnknownPublisher,
            PinOutcome.InvalidIds => PinProblems.InvalidIds,
            PinOutcome.PinnedOtherwise => PinProblems.PinnedOtherwise,
            PinOutcome.WindowOver => PinProblems.WindowOver,
            _ => throw new UnreachableException(),
        });
        return outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Publisher {PublisherId} of {Provider} pinned by its first exchange, revision {Revision}")]
        public static partial void Pinned(ILogger logger, Guid publisherId, string provider, long revision);
    }
}

internal abstract record PinOutcome
{
    private PinOutcome()
    {
    }

    /// <summary>Now or before, to exactly these ids.</summary>
    public sealed record Pinned(Publisher Publisher) : PinOutcome;

    public sealed record UnknownPublisher : PinOutcome;

    /// <summary>Not all ids of the provider, or more than those.</summary>
    public sealed record InvalidIds(string Provider) : PinOutcome;

    public sealed record PinnedOtherwise : PinOutcome;

    public sealed record WindowOver : PinOutcome;
}

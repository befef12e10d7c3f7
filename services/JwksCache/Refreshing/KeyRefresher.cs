using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using TrustedPublishing.JwksCache.Announcements;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Refreshing;

internal enum RefreshReason
{
    /// <summary>There is no set, or it is not fresh any more, or soon will not be.</summary>
    Age,

    /// <summary>Somebody asked for a key id that the set does not hold. Under the cooldown.</summary>
    UnknownKey,
}

/// <summary>
/// Fetches an issuer's keys and stores them: one fetch in flight per issuer, in all replicas together. Who comes while one is in
/// flight waits for its end.
/// </summary>
internal sealed partial class KeyRefresher(
    KeyFetcher fetcher, IssuerStore store, RecordSignal recordSignal, IOptions<KeysOptions> options, RefreshClock clock, ILogger<KeyRefresher> logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(string Issuer, RefreshReason Reason, long Begun, long Ended), Lazy<Task<TimeSpan>>> inFlight = new();

    /// <summary>A discovery document and a JWK set at their time limits, and some time to spare.</summary>
    private TimeSpan LockTime => (options.Value.DocumentTimeLimit * 2) + TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns when a fetch has ended, also a failed one; the store then tells more. Cancelling stops the wait, not the fetch.
    /// </summary>
    /// <param name="issuer">Whose keys are wanted.</param>
    /// <param name="reason">Why.</param>
    /// <param name="seen">What the caller read when it found that a fetch is needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Zero, or how long unknown key ids cause no fetch.</returns>
    public async Task<TimeSpan> RefreshAsync(ConfiguredIssuer issuer, RefreshReason reason, IssuerState seen, CancellationToken cancellationToken)
    {
        var mine = new Lazy<Task<TimeSpan>>(() => Task.Run(() => RunAsync(issuer, reason, seen), CancellationToken.None));
        var shared = inFlight.GetOrAdd((issuer.Issuer, reason, seen.Fetches, seen.Ended), mine);
        return await shared.Value.WaitAsync(cancellationToken);
    }

    private async Task<TimeSpan> RunAsync(ConfiguredIssuer issuer, RefreshReason reason, IssuerState seen)
    {
        try
        {
            var cooldown = reason == RefreshReason.UnknownKey ? options.Value.UnknownKeyCooldown : TimeSpan.Zero;
            switch (await store.BeginFetchAsync(issuer.Issuer, seen, LockTime, cooldown))
            {
                case FetchStart.Begun begun:
                    await FetchOrAbandonAsync(issuer, reason, begun);
                    return TimeSpan.Zero;
                case FetchStart.Cooling cooling:
                    return cooling.Left;
                case FetchStart.Overtaken:
                    return TimeSpan.Zero;
                case FetchStart.Busy:
                    await WaitForOtherAsync(issuer.Issuer);
                    return TimeSpan.Zero;
                default:
                    throw new UnreachableException();
            }
        }
        finally
        {
            inFlight.TryRemove((issuer.Issuer, reason, seen.Fetches, seen.Ended), out _);
        }
    }

    private async Task FetchOrAbandonAsync(ConfiguredIssuer issuer, RefreshReason reason, FetchStart.Begun begun)
    {
        try
        {
            await FetchAsync(issuer, reason, begun);
        }
        catch
        {
            // The process stops, or Redis is away; then the lock ends by itself.
            await store.AbandonFetchAsync(issuer.Issuer, begun);
            throw;
        }
    }

    private async Task FetchAsync(ConfiguredIssuer issuer, RefreshReason reason, FetchStart.Begun begun)
    {
        var before = await store.ReadAsync(issuer.Issuer);
        var startedAt = clock.Now;
        // Somebody has a key that the set does not hold: then a cache in between may be wrong about what has not changed.
        var known = reason == RefreshReason.Age ? before.Set : null;
        var outcome = await fetcher.FetchAsync(issuer, known, startedAt, clock.Stopping);
        var end = FetchEnd.Of(outcome, issuer, before, begun.Number, startedAt, clock.Now, options.Value);
        if (!await store.EndFetchAsync(issuer.Issuer, begun, before, end))
        {
            Log.TooLate(logger, issuer.Name);
            return;
        }

        Tell(issuer, before, end);
    }

    private void Tell(ConfiguredIssuer issuer, IssuerState before, FetchEnd end)
    {
        if (end.Record is not null)
        {
            recordSignal.Set();
        }

        if (end is { Set: { } set, Record: not null })
        {
            Log.Changed(logger, issuer.Name, set.Keys.Count);
        }
        else if (end.Failure is { } failure)
        {
            var hasKeys = before.Set is not null;
            Log.Failed(logger, hasKeys ? LogLevel.Warning : LogLevel.Error, issuer.Name, failure.Reason, failure.Detail, failure.Attempts, hasKeys);
        }
    }

    private async Task WaitForOtherAsync(string issuer)
    {
        // The lock ends by itself when its holder dies.
        while (await store.IsFetchInFlightAsync(issuer))
        {
            await Task.Delay(PollInterval, clock.Stopping);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The keys of {Issuer} changed; it has {Keys} now")]
        public static partial void Changed(ILogger logger, string issuer, int keys);

        [LoggerMessage("Fetching the keys of {Issuer} failed ({Reason}, attempt {Attempt}): {Detail} Older keys are there: {HasKeys}")]
        public static partial void Failed(ILogger logger, LogLevel level, string issuer, string reason, string detail, int attempt, bool hasKeys);

        [LoggerMessage(LogLevel.Warning, "A fetch of the keys of {Issuer} took so long that its result was dropped")]
        public static partial void TooLate(ILogger logger, string issuer);
    }
}

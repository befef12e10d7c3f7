using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Lookup;

/// <summary>Finds the key that a <c>kid</c> of an issuer means, fetching the issuer's keys if that is needed to tell.</summary>
internal sealed class KeyFinder(IssuerStore store, KeyRefresher refresher, AbsentKeys absent, IOptions<KeysOptions> options, TimeProvider time)
{
    /// <summary>
    /// A fetch that was in flight on arrival tells of found keys only, so that a second one may be needed to tell that a key
    /// is unknown.
    /// </summary>
    private const int MostFetches = 2;

    private static readonly TimeSpan MarkNeededEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> markedNeeded = new(StringComparer.Ordinal);

    public async Task<KeyAnswer> FindAsync(ConfiguredIssuer issuer, string keyId, CancellationToken cancellationToken)
    {
        var state = await store.ReadAsync(issuer.Issuer);
        var fetchesAtArrival = state.Fetches;
        await MarkNeededAsync(issuer.Issuer);

        var cooling = TimeSpan.Zero;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.AnswerTimeLimit);
        for (var fetches = 0; fetches < MostFetches && cooling == TimeSpan.Zero; fetches++)
        {
            var now = time.GetUtcNow();
            if (KeyRule.Decide(state, keyId, fetchesAtArrival, now, options.Value.StaleLimit) is not KeyAnswer.NeedsFetch needed)
            {
                break;
            }

            if (needed.Reason == RefreshReason.UnknownKey && absent.Wait(issuer.Issuer, state.Set!.Fetch, keyId, now) is { } wait)
            {
                return new KeyAnswer.Unavailable(wait);
            }

            try
            {
                cooling = await refresher.RefreshAsync(issuer, needed.Reason, state, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The fetch goes on without this request; what is known now has to do.
                break;
            }

            state = await store.ReadAsync(issuer.Issuer);
            if (cooling > TimeSpan.Zero && state.Set is { } set && set.Find(keyId) is null)
            {
                absent.Remember(issuer.Issuer, set.Fetch, keyId, now + cooling);
            }
        }

        return KeyRule.Settle(state, keyId, fetchesAtArrival, time.GetUtcNow(), options.Value.StaleLimit, cooling > RetrySoon ? cooling : RetrySoon);
    }

    private async Task MarkNeededAsync(string issuer)
    {
        var now = time.GetUtcNow();
        if (!markedNeeded.TryGetValue(issuer, out var last) || now - last >= MarkNeededEvery)
        {
            await store.MarkNeededAsync(issuer, options.Value.NeededFor);
            markedNeeded[issuer] = now;
        }
    }
}

using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Refreshing;
using TrustedPublishing.JwksCache.Storage;

namespace TrustedPublishing.JwksCache.Lookup;

/// <summary>What the state of an issuer says about a key id.</summary>
internal abstract record KeyAnswer
{
    private KeyAnswer()
    {
    }

    /// <param name="Key">The key.</param>
    /// <param name="ConfirmedAt">When the set that holds it was fetched.</param>
    public sealed record Found(SigningKey Key, DateTimeOffset ConfirmedAt) : KeyAnswer;

    /// <summary>The issuer does not have the key: a set that was fetched after the request arrived does not hold it.</summary>
    public sealed record Unknown : KeyAnswer;

    /// <summary>Only a fetch can tell.</summary>
    public sealed record NeedsFetch(RefreshReason Reason) : KeyAnswer;

    /// <summary>It cannot be told now.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : KeyAnswer;
}

/// <summary>The rule by which a key is found, refused or not decided on.</summary>
internal static class KeyRule
{
    /// <param name="state">What the replicas know.</param>
    /// <param name="keyId">The <c>kid</c> in question.</param>
    /// <param name="fetchesAtArrival">How many fetches had begun when the request arrived: a later one saw the issuer after that.</param>
    /// <param name="now">The time.</param>
    /// <param name="staleLimit">How old a set may be.</param>
    public static KeyAnswer Decide(IssuerState state, string keyId, long fetchesAtArrival, DateTimeOffset now, TimeSpan staleLimit)
    {
        var set = state.Set is { } stored && stored.IsUsable(now, staleLimit) ? stored : null;
        var isFresh = set?.IsFresh(now) == true;
        var wait = state.Failure?.Wait(now);
        if (set?.Find(keyId) is { } key)
        {
            return isFresh || wait is not null ? new KeyAnswer.Found(key, set.FetchedAt) : new KeyAnswer.NeedsFetch(RefreshReason.Age);
        }

        if (set?.Fetch > fetchesAtArrival)
        {
            return new KeyAnswer.Unknown();
        }

        if (isFresh)
        {
            return new KeyAnswer.NeedsFetch(RefreshReason.UnknownKey);
        }

        return wait is { } left ? new KeyAnswer.Unavailable(left) : new KeyAnswer.NeedsFetch(RefreshReason.Age);
    }

    /// <summary>The same when no further fetch is to be had: an older key still serves, and not knowing is not a refusal.</summary>
    public static KeyAnswer Settle(
        IssuerState state, string keyId, long fetchesAtArrival, DateTimeOffset now, TimeSpan staleLimit, TimeSpan retryAfter) =>
        Decide(state, keyId, fetchesAtArrival, now, staleLimit) switch
        {
            KeyAnswer.NeedsFetch when state.Set is { } set && set.IsUsable(now, staleLimit) && set.Find(keyId) is { } key =>
                new KeyAnswer.Found(key, set.FetchedAt),
            KeyAnswer.NeedsFetch => new KeyAnswer.Unavailable(retryAfter),
            var decided => decided,
        };
}

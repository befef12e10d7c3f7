using TrustedPublishing.Contracts;
using TrustedPublishing.JwksCache.Announcements;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.JwksCache.KeySets;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.JwksCache.Refreshing;

/// <summary>What becomes true when a fetch ends; stored in one step.</summary>
internal sealed record FetchEnd
{
    /// <summary>Null leaves the set that is there: a failed fetch never replaces a good set.</summary>
    public KeySet? Set { get; init; }
    public required TimeSpan KeepSetFor { get; init; }
    public FetchFailure? Failure { get; init; }

    /// <summary>Null leaves what was announced.</summary>
    public IReadOnlyList<SigningKeyRef>? Announced { get; init; }
    public bool IsUnavailable { get; init; }

    /// <summary>Null when there is nothing new to say.</summary>
    public OutboxRecord? Record { get; init; }

    /// <summary>The rule: the outcome of a fetch that began at <paramref name="startedAt"/>, given what was known before.</summary>
    public static FetchEnd Of(
        FetchOutcome outcome, ConfiguredIssuer issuer, IssuerState before, long fetch, DateTimeOffset startedAt, DateTimeOffset now, KeysOptions limits) =>
        outcome switch
        {
            FetchOutcome.Fetched fetched => Succeeded(fetched, issuer, before, fetch, startedAt, now, limits),
            FetchOutcome.Failed failed => Failed(failed.Problem, issuer, before, now, limits),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static FetchEnd Succeeded(
        FetchOutcome.Fetched fetched, ConfiguredIssuer issuer, IssuerState before, long fetch, DateTimeOffset startedAt, DateTimeOffset now, KeysOptions limits)
    {
        var current = fetched.Keys.Select(key => new SigningKeyRef { KeyId = key.KeyId, Thumbprint = key.Thumbprint }).ToList();
        var change = KeyChange.Between(issuer, before.Announced, current);
        return new FetchEnd
        {
            Set = new KeySet
            {
                Keys = fetched.Keys,
                FetchedAt = startedAt,
                Fetch = fetch,
                RefreshInterval = RefreshInterval(fetched.MaxAge, limits),
                Version = fetched.Version,
            },
            KeepSetFor = limits.StaleLimit,
            Announced = current,
            Record = change is null ? null : OutboxRecord.Of(change, ContractsJson.Default.ProviderKeysChanged, now),
        };
    }

    private static FetchEnd Failed(FetchProblem problem, ConfiguredIssuer issuer, IssuerState before, DateTimeOffset now, KeysOptions limits)
    {
        var attempts = (before.Failure?.Attempts ?? 0) + 1;
        // A failed refresh ahead of time takes nothing away yet. An issuer that never answered was not available before.
        var isUnavailable = before.AnnouncedUnavailable || (before.Announced is not null && before.Set?.IsFresh(now) != true);
        return new FetchEnd
        {
            KeepSetFor = limits.StaleLimit,
            Failure = new FetchFailure
            {
                Since = before.Failure?.Since ?? now,
                LastAttemptAt = now,
                Attempts = attempts,
                Reason = problem.Code,
                Detail = problem.Detail,
                RetryAt = now + Backoff(attempts, limits),
            },
            IsUnavailable = isUnavailable,
            Record = isUnavailable && !before.AnnouncedUnavailable ? Unavailable(problem, issuer, before, now) : null,
        };
    }

    private static OutboxRecord Unavailable(FetchProblem problem, ConfiguredIssuer issuer, IssuerState before, DateTimeOffset now) => OutboxRecord.Of(
        new ProviderKeysUnavailable { Provider = issuer.Provider, Issuer = issuer.Issuer, Reason = problem.Code, LastConfirmedAt = before.Set?.FetchedAt },
        ContractsJson.Default.ProviderKeysUnavailable,
        now);

    internal static TimeSpan RefreshInterval(TimeSpan? maxAge, KeysOptions limits)
    {
        var wanted = maxAge ?? limits.DefaultRefreshInterval;
        return wanted < limits.MinimumRefreshInterval ? limits.MinimumRefreshInterval
            : wanted > limits.MaximumRefreshInterval ? limits.MaximumRefreshInterval
            : wanted;
    }

    internal static TimeSpan Backoff(int attempts, KeysOptions limits)
    {
        var doubled = limits.FirstBackoff * Math.Pow(2, Math.Min(attempts - 1, 16));
        return doubled < limits.LongestBackoff ? doubled : limits.LongestBackoff;
    }
}

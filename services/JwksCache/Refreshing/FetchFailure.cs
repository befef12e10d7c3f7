namespace TrustedPublishing.JwksCache.Refreshing;

/// <summary>The failed fetches of an issuer since its last success.</summary>
internal sealed record FetchFailure
{
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset LastAttemptAt { get; init; }
    public required int Attempts { get; init; }

    /// <summary>A code of <see cref="KeySets.FetchProblem"/>.</summary>
    public required string Reason { get; init; }
    public required string Detail { get; init; }

    /// <summary>Before this time only an unknown key id causes another fetch.</summary>
    public required DateTimeOffset RetryAt { get; init; }

    /// <summary>How much longer to wait; null when a fetch may be tried now.</summary>
    public TimeSpan? Wait(DateTimeOffset now) => RetryAt > now ? RetryAt - now : null;
}

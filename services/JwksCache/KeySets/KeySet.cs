namespace TrustedPublishing.JwksCache.KeySets;

/// <summary>An issuer's keys as one fetch found them.</summary>
internal sealed record KeySet
{
    /// <summary>Clocks of two replicas differ; a set from further in the future than this is not believed to be fresh.</summary>
    private static readonly TimeSpan ReplicaSkew = TimeSpan.FromSeconds(30);

    public required IReadOnlyList<SigningKey> Keys { get; init; }

    /// <summary>When the fetch began: the issuer published these keys at this time or later.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>The number of the fetch among all fetches of this issuer, in all replicas.</summary>
    public required long Fetch { get; init; }

    /// <summary>How long the set counts as fresh.</summary>
    public required TimeSpan RefreshInterval { get; init; }

    /// <summary>By which the issuer can say that nothing has changed since.</summary>
    public SetVersion? Version { get; init; }

    public SigningKey? Find(string keyId) => Keys.FirstOrDefault(key => key.KeyId == keyId);

    public bool IsFresh(DateTimeOffset now) => Age(now) is var age && age >= -ReplicaSkew && age < RefreshInterval;

    /// <summary>Fresh, but so near to its end that the background refresh should fetch now.</summary>
    public bool IsDue(DateTimeOffset now) => !IsFresh(now) || Age(now) >= RefreshInterval * 0.8;

    public bool IsUsable(DateTimeOffset now, TimeSpan staleLimit) => Age(now) < staleLimit;

    private TimeSpan Age(DateTimeOffset now) => now - FetchedAt;
}

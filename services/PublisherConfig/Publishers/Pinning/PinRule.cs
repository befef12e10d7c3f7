namespace TrustedPublishing.PublisherConfig.Publishers.Pinning;

/// <summary>Where a publisher stands between its registration and its ids.</summary>
internal enum PinState
{
    /// <summary>It matches only ID tokens with its ids.</summary>
    Pinned,

    /// <summary>It matches by names, and the first accepted exchange pins it.</summary>
    Pending,

    /// <summary>Nothing was exchanged in time: it matches nothing, for ever. Names may have changed hands since.</summary>
    WindowOver,
}

/// <summary>What is to be done with the ids of an ID token that matched by names.</summary>
internal enum PinDecision
{
    Pin,

    /// <summary>It has exactly these.</summary>
    HasThem,

    /// <summary>It has others, or somebody was faster.</summary>
    HasOthers,

    WindowOver,
}

/// <summary>When a publisher may be pinned, and to what. Pure.</summary>
internal static class PinRule
{
    /// <param name="pinned">Its ids; empty until it is pinned.</param>
    /// <param name="until">The end of its window; this moment is outside.</param>
    /// <param name="now">The time.</param>
    public static PinState StateOf(IReadOnlyDictionary<string, string> pinned, DateTimeOffset until, DateTimeOffset now)
    {
        if (pinned.Count > 0)
        {
            return PinState.Pinned;
        }

        return now < until ? PinState.Pending : PinState.WindowOver;
    }

    public static PinDecision Decide(
        IReadOnlyDictionary<string, string> pinned, DateTimeOffset until, IReadOnlyDictionary<string, string> ids, DateTimeOffset now) =>
        StateOf(pinned, until, now) switch
        {
            PinState.Pinned => ImmutableIds.Same(pinned, ids) ? PinDecision.HasThem : PinDecision.HasOthers,
            PinState.Pending => PinDecision.Pin,
            _ => PinDecision.WindowOver,
        };
}

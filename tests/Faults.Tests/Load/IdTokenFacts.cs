using System.Diagnostics;

namespace TrustedPublishing.Faults.Tests.Load;

/// <summary>What is known of one ID token beforehand. Its text is not kept: a long run presents many.</summary>
internal sealed class IdTokenFacts(string provider, bool mayBeMinted, params IReadOnlyList<string> refusals)
{
    /// <summary>Who signed it; empty for what is no ID token.</summary>
    public string Provider => provider;

    /// <summary>Whether an API token for it is right.</summary>
    public bool MayBeMinted => mayBeMinted;

    /// <summary>The reasons for which it may be refused, besides having been used.</summary>
    public IReadOnlyList<string> Refusals => refusals;

    /// <summary>Before it was signed, on the monotonic clock.</summary>
    public long SignedAfter { get; } = Stopwatch.GetTimestamp();
}

/// <summary>An ID token and what is known of it.</summary>
internal sealed record IdToken(string Text, IdTokenFacts Facts)
{
    public override string ToString() => nameof(IdToken);
}

/// <summary>One presentation of an ID token at one replica; the times are those of the monotonic clock.</summary>
internal sealed record Attempt(IdTokenFacts IdToken, int Replica, long StartedAt, long EndedAt, Outcome Outcome)
{
    public TimeSpan Took => Stopwatch.GetElapsedTime(StartedAt, EndedAt);
}

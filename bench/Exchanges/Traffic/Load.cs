using System.Net;

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>A load: how many connections send what, and for how long.</summary>
internal sealed record Load
{
    public required IPEndPoint Target { get; init; }

    public required int Connections { get; init; }

    public required RequestList Requests { get; init; }

    /// <summary>Any other status is reported.</summary>
    public required int ExpectedStatus { get; init; }

    /// <summary>Before the measured time.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.Zero;

    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// Requests a second, sent when they are due and timed from then on; null: each connection sends the next request as soon as it
    /// has the answer.
    /// </summary>
    public double? PerSecond { get; init; }
}

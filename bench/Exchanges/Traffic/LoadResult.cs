namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>What a load did within its measured time.</summary>
internal sealed record LoadResult
{
    /// <summary>Answers that came within the measured time.</summary>
    public required int Count { get; init; }

    /// <summary>The measured time; shorter than asked for if the requests ran out.</summary>
    public required TimeSpan Duration { get; init; }

    public required Percentiles Latency { get; init; }

    /// <summary>All answers, those of the warm-up too, by status code; 0 stands for a connection that was cut.</summary>
    public required IReadOnlyDictionary<int, int> Statuses { get; init; }

    /// <summary>The first answer with another status than the one that was expected; null if there is none.</summary>
    public required string? Unexpected { get; init; }

    /// <summary>The requests were used up before the time was.</summary>
    public required bool RanOut { get; init; }

    public double PerSecond => Count / Duration.TotalSeconds;
}

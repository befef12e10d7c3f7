namespace TrustedPublishing.Audit.Charts;

/// <summary>A time of so many whole hours or days in UTC.</summary>
/// <param name="Span">Which.</param>
/// <param name="To">Its end, not in it.</param>
internal sealed record ChartWindow(ChartSpan Span, DateTimeOffset To)
{
    /// <summary>Before it there is nothing to see.</summary>
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset From => To - Span.Length;

    /// <summary>Where each bucket begins.</summary>
    public IEnumerable<DateTimeOffset> Beginnings => Enumerable.Range(0, Span.Buckets).Select(i => From + (i * Span.Bucket));

    /// <summary>Up to the end of the bucket that a time is in; of the one that is now if it is later, or not given.</summary>
    public static ChartWindow Of(ChartSpan span, DateTimeOffset? to, DateTimeOffset now)
    {
        var end = EndOfBucket(span, now);
        return new ChartWindow(span, to is null || to >= end ? end : EndOfBucket(span, (to < Earliest ? Earliest : to.Value).AddTicks(-1)));
    }

    private static DateTimeOffset EndOfBucket(ChartSpan span, DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(span.Bucket.Ticks - (utc.Ticks % span.Bucket.Ticks));
    }
}

/// <summary>How long a chart's time is, and what its columns are.</summary>
/// <param name="Code">In addresses.</param>
/// <param name="Words">For people.</param>
/// <param name="Bucket">An hour or a day.</param>
/// <param name="Buckets">How many.</param>
/// <param name="Ticks">How many of the columns are named; a divisor of <paramref name="Buckets"/>.</param>
public sealed record ChartSpan(string Code, string Words, TimeSpan Bucket, int Buckets, int Ticks)
{
    public static IReadOnlyList<ChartSpan> All { get; } =
    [
        new("24h", "24 hours", TimeSpan.FromHours(1), 24, 4),
        new("7d", "7 days", TimeSpan.FromDays(1), 7, 7),
        new("30d", "30 days", TimeSpan.FromDays(1), 30, 5),
        new("90d", "90 days", TimeSpan.FromDays(1), 90, 6),
    ];

    public TimeSpan Length => Buckets * Bucket;

    public bool IsHourly => Bucket == TimeSpan.FromHours(1);

    /// <summary>Null for an unknown one; if none is asked for, seven days.</summary>
    public static ChartSpan? Find(string? code) => string.IsNullOrEmpty(code) ? All[1] : All.FirstOrDefault(span => span.Code == code);
}

namespace TrustedPublishing.Bench.Exchanges.Traffic;

/// <summary>Every latency of a run, in tenths of a microsecond: percentiles are exact.</summary>
internal sealed class Latencies(int capacity)
{
    private uint[] values = new uint[capacity];

    public int Count { get; private set; }

    public void Add(TimeSpan latency)
    {
        if (Count == values.Length)
        {
            Array.Resize(ref values, values.Length * 2);
        }

        values[Count++] = (uint)Math.Min(latency.Ticks, uint.MaxValue);
    }

    /// <summary>To be called once, when all are there.</summary>
    public Percentiles Summarise()
    {
        var sorted = values.AsSpan(0, Count);
        sorted.Sort();
        return Count == 0
            ? new Percentiles(double.NaN, double.NaN, double.NaN, double.NaN)
            : new Percentiles(At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), At(sorted, 1));
    }

    private static double At(Span<uint> sorted, double share) =>
        TimeSpan.FromTicks(sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)]).TotalMilliseconds;
}

/// <summary>In milliseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double Max);

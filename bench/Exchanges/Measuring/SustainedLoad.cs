using TrustedPublishing.Bench.Exchanges.Contestants;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>A load of many seconds with relay and audit behind it.</summary>
/// <param name="Exchanges">Accepted ones.</param>
/// <param name="Load">How long they were sent.</param>
/// <param name="Drain">From then until the audit log held every record.</param>
/// <param name="MostBehind">The most records that the audit log was behind, of what was sampled twice a second.</param>
/// <param name="AllAccepted">Whether every exchange was accepted.</param>
internal sealed record SustainedSample(int Exchanges, TimeSpan Load, TimeSpan Drain, long MostBehind, bool AllAccepted)
{
    public double LoadPerSecond => Exchanges / Load.TotalSeconds;

    /// <summary>What the whole stack keeps up: with the time that it took to drain.</summary>
    public double PerSecond => Exchanges / (Load + Drain).TotalSeconds;
}

internal sealed class SustainedLoad(ExchangeStack stack, int connections, TimeSpan duration)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <param name="expected">Exchanges a second, to sign enough.</param>
    /// <param name="perSecond">Offered exchanges a second; null for as many as there come through.</param>
    public async Task<SustainedSample> RunAsync(double expected, double? perSecond)
    {
        await stack.DrainAsync();
        var mostBehind = 0L;
        using var over = new CancellationTokenSource();
        var cell = new Cell(stack.Contestant, ExchangeKind.Accepted, connections);
        var running = CellRunner.SendAsync(cell, (int)(expected * duration.TotalSeconds * 1.3), TimeSpan.Zero, duration, perSecond);
        while (await Task.WhenAny(running, Task.Delay(Look)) != running)
        {
            var (recorded, audited) = await stack.ReadProgressAsync();
            mostBehind = Math.Max(mostBehind, recorded - audited);
        }

        var load = (await running).Load;
        var drain = await stack.DrainAsync();
        return new SustainedSample(load.Count, load.Duration, drain, mostBehind, load.Statuses.Keys.All(status => status == 200));
    }
}

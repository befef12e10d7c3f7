using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Machine;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>Runs a cell once: signs ahead, warms up, measures.</summary>
internal sealed class CellRunner(TimeSpan warmUp, TimeSpan duration)
{
    private const int FirstGuess = 2000;

    /// <summary>A round may be faster than the one before.</summary>
    private const double Reserve = 1.5;

    private static readonly ProcessGroup Self = new(Sample.LoadProgram, [Environment.ProcessId], WithChildren: false);

    /// <summary>Exchanges a second as last seen, to sign enough ahead.</summary>
    private readonly Dictionary<(Contestant Contestant, int Connections), double> seen = [];

    public async Task<Sample> RunAsync(Cell cell)
    {
        if (cell.Contestant.IsForgetful)
        {
            return await MeasureAsync(cell, cell.Kind == ExchangeKind.Empty ? cell.Contestant.Stock.Take(cell.Kind, 0) : cell.Contestant.Stock.TakeForever());
        }

        if (cell.Kind != ExchangeKind.Accepted)
        {
            return await MeasureAsync(cell, cell.Contestant.Stock.Take(cell.Kind, 0));
        }

        var place = (cell.Contestant, cell.Connections);
        if (!seen.TryGetValue(place, out var perSecond))
        {
            // A short one first, which says how much will be needed.
            perSecond = (await SendAsync(cell, FirstGuess, TimeSpan.Zero, TimeSpan.FromSeconds(5))).Load.PerSecond;
        }

        var needed = (int)(perSecond * (warmUp + duration).TotalSeconds * Reserve) + FirstGuess;
        var sample = await SendAsync(cell, needed, warmUp, duration);
        seen[place] = Math.Max(sample.Load.PerSecond, 100);
        return sample;
    }

    /// <summary>Sends up to <paramref name="count"/> accepted exchanges.</summary>
    public static async Task<Sample> SendAsync(Cell cell, int count, TimeSpan warmUp, TimeSpan duration, double? perSecond = null)
    {
        var requests = cell.Contestant.Stock.Take(cell.Kind, count);
        try
        {
            return await MeasureAsync(cell, requests, warmUp, duration, perSecond);
        }
        finally
        {
            cell.Contestant.Stock.Return(requests);
        }
    }

    private Task<Sample> MeasureAsync(Cell cell, RequestList requests) => MeasureAsync(cell, requests, warmUp, duration, null);

    private static async Task<Sample> MeasureAsync(Cell cell, RequestList requests, TimeSpan warmUp, TimeSpan duration, double? perSecond)
    {
        await cell.Contestant.Before();
        try
        {
            return await MeasureNowAsync(cell, requests, warmUp, duration, perSecond);
        }
        finally
        {
            await cell.Contestant.After();
        }
    }

    private static async Task<Sample> MeasureNowAsync(Cell cell, RequestList requests, TimeSpan warmUp, TimeSpan duration, double? perSecond)
    {
        // What was signed for it is garbage of the load program; it is collected now and not while it measures.
        GC.Collect();
        var running = LoadGenerator.RunAsync(new Load
        {
            Target = cell.Contestant.Address,
            Connections = cell.Connections,
            Requests = requests,
            ExpectedStatus = ExchangeKind.StatusOf(cell.Kind),
            WarmUp = warmUp,
            Duration = duration,
            PerSecond = perSecond,
        });
        await Task.WhenAny(running, Task.Delay(warmUp));
        IReadOnlyList<ProcessGroup> processes = [.. cell.Contestant.Processes, Self];
        var before = processes.Select(process => process.ReadCpu()).ToList();
        await Task.WhenAny(running, Task.Delay(duration));
        var after = processes.Select(process => process.ReadCpu()).ToList();
        var load = await running;
        return new Sample(cell, load, processes.Index().ToDictionary(
            one => one.Item.Name,
            one => (after[one.Index] - before[one.Index]).TotalMicroseconds / Math.Max(1, load.Count)));
    }
}

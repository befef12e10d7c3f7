using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>What happens before anything is warm.</summary>
internal static class ColdStarts
{
    private const int Callers = 200;

    /// <summary>
    /// 200 callers with ID tokens of one issuer, all at once, of a stack that has never asked for its keys.
    /// </summary>
    /// <returns>How often the issuer was asked for its key set, and what came of the exchanges.</returns>
    public static async Task<(int Fetches, LoadResult Load)> CountKeyFetchesAsync(ExchangeStack stack, IssuerHost issuers)
    {
        var before = issuers.KeyFetches;
        var stock = new RequestStock(issuers.Forge, stack.Stock.Publishers, ExchangeStack.Request, onlyGitHub: true);
        var load = await LoadGenerator.RunAsync(new Load
        {
            Target = stack.Contestant.Address,
            Connections = Callers,
            Requests = stock.Take(ExchangeKind.Accepted, Callers),
            ExpectedStatus = 200,
            Duration = TimeSpan.FromSeconds(30),
        });
        return (issuers.KeyFetches - before, load);
    }

    /// <summary>The first exchange of an exchange that has just said that it is ready, and the median of those that follow when it is warm.</summary>
    public static async Task<(double First, double Warm)> MeasureFirstAsync(ExchangeStack stack)
    {
        // What the last warm-up left would be relayed and audited at the same time.
        await stack.DrainAsync();
        await stack.RestartExchangeAsync();
        var cell = new Cell(stack.Contestant, ExchangeKind.Accepted, 1);
        var first = await CellRunner.SendAsync(cell, 1, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Matrix.WarmUpAsync(stack.Contestant);
        var warm = await CellRunner.SendAsync(cell, 3000, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        return (first.Load.Latency.Max, warm.Load.Latency.P50);
    }
}

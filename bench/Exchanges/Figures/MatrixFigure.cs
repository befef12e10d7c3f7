using System.Globalization;
using System.Text;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Tables;

namespace TrustedPublishing.Bench.Exchanges.Figures;

/// <summary>Every kind of exchange, number of connections and of publishers, against the bound and the rivals.</summary>
internal sealed class MatrixFigure(BenchOptions options, Report report)
{
    private const double MiB = 1024 * 1024;
    private const int Million = 1_000_000;

    public async Task<ResultTables> RunAsync(IReadOnlyList<ExchangeStack> stacks, BoundHost bound, IReadOnlyList<Rival> rivals)
    {
        IReadOnlyList<Cell> cells =
        [
            .. options.Against.Intersect(Contestant.Bounds).SelectMany(name => Matrix.Of(
                bound.Contestant(name), [name == Contestant.Empty ? ExchangeKind.Empty : ExchangeKind.Accepted], options.Connections)),
            .. options.Against.Contains(Contestant.BrokerAway) ? Matrix.Of(stacks[0].BrokerAway, [ExchangeKind.Accepted], options.Connections) : [],
            .. rivals.SelectMany(rival => Matrix.Of(rival.Contestant, [ExchangeKind.Accepted], options.Connections)),
            .. stacks.SelectMany(stack => Matrix.Of(stack.Contestant, options.Exchanges, options.Connections)),
        ];
        var tables = new ResultTables(await new Matrix(new CellRunner(options.WarmUp, options.Duration), cells).RunAsync(options.Rounds, Say));
        report.Section("Exchanges", tables.Exchanges());
        report.Section("Where the processor time goes", tables.Processes());
        report.Section("Memory, MiB", MemoryOf(stacks));
        report.Section("Not as it was meant to be", tables.Unexpected());
        report.Add(Goal.Of(tables));
        return tables;
    }

    private static void Say(int round, Sample sample) => Report.Progress(string.Create(
        CultureInfo.InvariantCulture,
        $"round {round}: {sample.Cell.Contestant.Name}, {sample.Cell.Publishers} publishers, {sample.Cell.Kind}, {sample.Cell.Connections} connections: {sample.Load.PerSecond:N0}/s, p50 {sample.Load.Latency.P50:0.00} ms, p99 {sample.Load.Latency.P99:0.00} ms, {sample.TotalCpu:0} µs"));

    private string MemoryOf(IReadOnlyList<ExchangeStack> stacks)
    {
        var table = new StringBuilder();
        var names = stacks[0].Contestant.Processes.Select(process => process.Name).ToList();
        table.AppendLine(CultureInfo.InvariantCulture, $"| publishers | {string.Join(" | ", names)} | exchange ready after |");
        table.AppendLine(CultureInfo.InvariantCulture, $"| ---: |{string.Concat(names.Select(_ => " ---: |"))} ---: |");
        var ofExchange = new List<double>();
        foreach (var stack in stacks)
        {
            var sizes = stack.Contestant.Processes.Select(process => process.ReadMemory() / MiB).ToList();
            ofExchange.Add(sizes[0]);
            var texts = sizes.Select(size => size.ToString("0", CultureInfo.InvariantCulture));
            table.AppendLine(CultureInfo.InvariantCulture, $"| {ResultTables.Publishers(stack.Stock.Publishers)} | {string.Join(" | ", texts)} | {stack.ColdStart.TotalSeconds:0.0} s |");
        }

        if (stacks.Count > 1 && stacks[^1].Stock.Publishers == Million)
        {
            report.Add([Goal.AtMost("memory of the exchange for 1,000,000 publishers, MiB more than for one", 250, Spread.Of([ofExchange[^1] - ofExchange[0]]))]);
        }

        return table.ToString();
    }
}

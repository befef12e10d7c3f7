using System.Globalization;
using System.Text;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Machine;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Tables;

namespace TrustedPublishing.Bench.Exchanges;

/// <summary>One run: starts what takes part, measures, and says what came of it.</summary>
internal sealed class BenchRun(BenchOptions options) : IAsyncDisposable
{
    private const string Audience = "trusted-publishing-bench";

    private readonly Report report = new();
    private readonly List<Goal> goals = [];
    private readonly List<IAsyncDisposable> started = [];

    public async Task RunAsync()
    {
        var issuers = Keep(await IssuerHost.StartAsync(Audience));
        WriteHeader();
        var stacks = await StartStacksAsync(issuers);
        report.Line($"| Kept how | {await stacks[0].ReadDurabilityAsync()}; RabbitMQ: quorum queues, mandatory and confirmed publishes |");
        if (Wants("cold-callers"))
        {
            await MeasureColdCallersAsync(stacks[0], issuers);
        }

        foreach (var stack in stacks)
        {
            Progress($"warming {stack.Stock.Publishers} publishers up");
            await Matrix.WarmUpAsync(stack.Contestant);
        }

        ResultTables? tables = null;
        if (Wants("matrix"))
        {
            tables = await MeasureMatrixAsync(stacks, issuers);
        }

        if (Wants("sustained"))
        {
            await MeasureSustainedAsync(stacks[0], tables);
        }

        if (Wants("first-exchange"))
        {
            await MeasureFirstExchangeAsync(stacks[0]);
        }

        if (Wants("start"))
        {
            await MeasureStartAsync();
        }

        report.Goals(goals);
        await report.WriteAsync(options.Output);
    }

    public async ValueTask DisposeAsync()
    {
        started.Reverse();
        foreach (var one in started)
        {
            await one.DisposeAsync();
        }
    }

    private bool Wants(string figure) => options.Figures.Contains(figure);

    private T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        started.Add(one);
        return one;
    }

    private static void Progress(string text) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {text}");

    private void WriteHeader()
    {
        report.Line("| | |");
        report.Line("| --- | --- |");
        foreach (var (what, value) in MachineHeader.Read())
        {
            report.Line($"| {what} | {value} |");
        }

        report.Line($"| Rounds | {options.Rounds} of {options.Duration.TotalSeconds:0.#} s after {options.WarmUp.TotalSeconds:0.#} s of warm-up, interleaved |");
    }

    private async Task<IReadOnlyList<ExchangeStack>> StartStacksAsync(IssuerHost issuers)
    {
        var stacks = new List<ExchangeStack>();
        foreach (var publishers in options.Publishers)
        {
            Progress($"starting the stack with {publishers} publishers");
            stacks.Add(Keep(await ExchangeStack.StartAsync(issuers, Audience, publishers)));
            Progress($"its exchange was ready after {stacks[^1].ColdStart.TotalSeconds:0.0} s");
        }

        return stacks;
    }

    private async Task<ResultTables> MeasureMatrixAsync(IReadOnlyList<ExchangeStack> stacks, IssuerHost issuers)
    {
        var answerLength = 700;
        var bound = Keep(await BoundHost.StartAsync(issuers, Audience, answerLength));
        IReadOnlyList<Cell> cells =
        [
            .. options.Against.SelectMany(name => name switch
            {
                Contestant.Bound => Matrix.Of(bound.Contestant(name), [ExchangeKind.Accepted], options.Connections),
                Contestant.Decision => Matrix.Of(bound.Contestant(name), [ExchangeKind.Accepted], options.Connections),
                Contestant.Empty => Matrix.Of(bound.Contestant(name), [ExchangeKind.Empty], options.Connections),
                _ => [],
            }),
            .. stacks.SelectMany(stack => Matrix.Of(stack.Contestant, options.Exchanges, options.Connections)),
        ];
        var samples = await new Matrix(new CellRunner(options.WarmUp, options.Duration), cells).RunAsync(options.Rounds, (round, sample) => Progress(
            $"round {round}: {sample.Cell.Contestant.Name}, {sample.Cell.Publishers} publishers, {sample.Cell.Kind}, {sample.Cell.Connections} connections: {sample.Load.PerSecond:N0}/s, p50 {sample.Load.Latency.P50:0.00} ms, p99 {sample.Load.Latency.P99:0.00} ms, {sample.TotalCpu:0} µs"));
        var tables = new ResultTables(samples);
        report.Section("Exchanges", tables.Exchanges());
        report.Section("Where the processor time goes", tables.Processes());
        report.Section("Memory, MiB", Memory(stacks));
        report.Section("Not as it was meant to be", tables.Unexpected());
        goals.AddRange(Goal.Of(tables));
        return tables;
    }

    private string Memory(IReadOnlyList<ExchangeStack> stacks)
    {
        var table = new StringBuilder();
        var names = stacks[0].Contestant.Processes.Select(process => process.Name);
        table.AppendLine(CultureInfo.InvariantCulture, $"| publishers | {string.Join(" | ", names)} | exchange ready after |");
        table.AppendLine(CultureInfo.InvariantCulture, $"| ---: |{string.Concat(names.Select(_ => " ---: |"))} ---: |");
        var ofExchange = new List<double>();
        foreach (var stack in stacks)
        {
            var sizes = stack.Contestant.Processes.Select(process => process.ReadMemory() / 1024.0 / 1024).ToList();
            ofExchange.Add(sizes[0]);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {ResultTables.Publishers(stack.Stock.Publishers)} | {string.Join(" | ", sizes.Select(size => size.ToString("0", CultureInfo.InvariantCulture)))} | {stack.ColdStart.TotalSeconds:0.0} s |");
        }

        if (stacks.Count > 1 && stacks[^1].Stock.Publishers == 1_000_000)
        {
            goals.Add(Goal.AtMost("memory of the exchange for 1,000,000 publishers, MiB more than for one", 250, Spread.Of([ofExchange[^1] - ofExchange[0]])));
        }

        return table.ToString();
    }

    private async Task MeasureColdCallersAsync(ExchangeStack stack, IssuerHost issuers)
    {
        var (fetches, load) = await ColdFigures.CountKeyFetchesAsync(stack, issuers);
        var statuses = string.Join(", ", load.Statuses.Select(one => $"{one.Value} × {one.Key}"));
        report.Section("200 cold callers", $"Fetches of the key set: {fetches}. Answers: {statuses}; the last after {load.Latency.Max:0} ms.");
        goals.Add(Goal.AtMost("key fetches that 200 cold callers cause", 1, Spread.Of([fetches])));
    }

    private async Task MeasureSustainedAsync(ExchangeStack stack, ResultTables? tables)
    {
        const int connections = 64;
        var load = new SustainedLoad(stack, connections, TimeSpan.FromSeconds(20));
        var bound = tables?.Of(cell => cell.Contestant.Name == Contestant.Bound && cell.Connections == connections, s => s.Load.PerSecond).Median ?? double.NaN;
        var expected = tables?.Of(cell => cell.Contestant.Name == Contestant.Exchange && cell.Kind == ExchangeKind.Accepted && cell.Connections == connections, s => s.Load.PerSecond).Median ?? double.NaN;
        var table = new StringBuilder("| offered | exchanges | per second | then drained in | with that, per second | most records behind |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
        var kept = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var full = await load.RunAsync(double.IsNaN(expected) ? 10_000 : expected, null);
            kept.Add(full.PerSecond);
            Add("as many as there come through", full);
            var paced = await load.RunAsync(full.PerSecond, full.PerSecond * 0.95);
            Add(string.Create(CultureInfo.InvariantCulture, $"{full.PerSecond * 0.95:N0} per second"), paced);
        }

        report.Section("Sustained, with relay and audit", table.ToString());
        goals.Add(Goal.AtLeast("sustained exchanges, drained, of the bound, 64 connections (0.25 wanted)", 0.16, Spread.Of(kept.Select(one => one / bound))));

        void Add(string offered, SustainedSample sample)
        {
            Progress($"sustained: {sample.PerSecond:N0}/s with {sample.Drain.TotalSeconds:0.0} s of draining");
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {offered} | {sample.Exchanges:N0} | {sample.LoadPerSecond:N0} | {sample.Drain.TotalSeconds:0.0} s | {sample.PerSecond:N0} | {sample.MostBehind:N0} |");
        }
    }

    private async Task MeasureFirstExchangeAsync(ExchangeStack stack)
    {
        var samples = new List<(double First, double Warm)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            samples.Add(await ColdFigures.MeasureFirstAsync(stack));
            Progress($"first exchange {samples[^1].First:0.0} ms, warm {samples[^1].Warm:0.0} ms");
        }

        report.Section("First exchange after ready",
            $"{ResultTables.Text(Spread.Of(samples.Select(s => s.First)))} ms; warm p50, one connection: {ResultTables.Text(Spread.Of(samples.Select(s => s.Warm)))} ms.");
        goals.Add(Goal.AtMost("first exchange after ready, times the warm p50", 5, Spread.Of(samples.Select(s => s.First / s.Warm))));
    }

    private async Task MeasureStartAsync()
    {
        var seconds = new List<double>();
        for (var round = 0; round < Math.Min(3, options.Rounds); round++)
        {
            seconds.Add((await StackStart.MeasureAsync()).TotalSeconds);
            Progress($"dotnet run to the first token: {seconds[^1]:0.0} s");
        }

        report.Section("dotnet run --project AppHost", $"To the first API token, built and cached: {ResultTables.Text(Spread.Of(seconds))} s.");
        goals.Add(Goal.AtMost("dotnet run --project AppHost to the first token, seconds", 15, Spread.Of(seconds)));
    }
}

using System.Globalization;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Tables;

namespace TrustedPublishing.Bench.Exchanges.Figures;

/// <summary>What is asked of a stack that has just been started.</summary>
internal sealed class ColdFigure(int rounds, Report report)
{
    /// <summary>Only on a stack that has exchanged nothing yet.</summary>
    public async Task RunCallersAsync(ExchangeStack stack, IssuerHost issuers)
    {
        var (fetches, load) = await ColdStarts.CountKeyFetchesAsync(stack, issuers);
        var answers = string.Join(", ", load.Statuses.Select(one => $"{one.Value} × {one.Key}"));
        report.Section("200 cold callers", string.Create(CultureInfo.InvariantCulture,
            $"Fetches of the key set: {fetches}. Answers: {answers}; the last one came after {load.Latency.Max:0} ms."));
        report.Add([Goal.AtMost("key fetches that 200 cold callers cause", 1, Spread.Of([fetches]))]);
    }

    public async Task RunFirstExchangeAsync(ExchangeStack stack)
    {
        var samples = new List<(double First, double Warm)>();
        for (var round = 0; round < rounds; round++)
        {
            samples.Add(await ColdStarts.MeasureFirstAsync(stack));
            Report.Progress(string.Create(CultureInfo.InvariantCulture, $"first exchange {samples[^1].First:0.0} ms, warm {samples[^1].Warm:0.0} ms"));
        }

        report.Section("First exchange after ready",
            $"{ResultTables.Text(Spread.Of(samples.Select(s => s.First)))} ms; warm p50, one connection: {ResultTables.Text(Spread.Of(samples.Select(s => s.Warm)))} ms.");
        report.Add([Goal.AtMost("first exchange after ready, times the warm p50", 5, Spread.Of(samples.Select(s => s.First / s.Warm)))]);
    }

    public async Task RunStartAsync()
    {
        await StackStart.BuildAsync();
        var seconds = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            seconds.Add((await StackStart.MeasureAsync()).TotalSeconds);
            Report.Progress(string.Create(CultureInfo.InvariantCulture, $"dotnet run to the first token: {seconds[^1]:0.0} s"));
        }

        report.Section("dotnet run --project AppHost", $"To the first API token, built and cached: {ResultTables.Text(Spread.Of(seconds))} s.");
        report.Add([Goal.AtMost("dotnet run --project AppHost to the first token, seconds", 15, Spread.Of(seconds))]);
    }
}

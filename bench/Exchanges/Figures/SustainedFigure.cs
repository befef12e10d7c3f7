using System.Globalization;
using System.Text;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Tables;

namespace TrustedPublishing.Bench.Exchanges.Figures;

/// <summary>What the whole stack keeps up: many seconds of load, and the time until the audit log holds every record of it.</summary>
internal sealed class SustainedFigure(int rounds, Report report)
{
    private const int Connections = 64;
    private const double Guess = 5000;

    /// <summary>Of what was kept up, offered again: the log must not fall behind then.</summary>
    private const double Share = 0.95;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    private readonly StringBuilder table = new("| offered | exchanges | per second | then drained in | with that, per second | most records behind |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");

    /// <param name="stack">All of it takes part.</param>
    /// <param name="tables">Of the same run, for the bound; null if there is none.</param>
    public async Task RunAsync(ExchangeStack stack, ResultTables? tables)
    {
        var expected = tables?.Median(Contestant.Exchange, Connections) ?? Guess;
        var load = new SustainedLoad(stack, Connections, Duration);
        var kept = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var full = await load.RunAsync(expected, perSecond: null);
            kept.Add(full.PerSecond);
            expected = full.LoadPerSecond;
            Add("as many as come through", full);
            var offered = full.PerSecond * Share;
            Add(string.Create(CultureInfo.InvariantCulture, $"{offered:N0} per second"), await load.RunAsync(offered, offered));
        }

        report.Section("Sustained, with relay and audit", table.ToString());
        if (tables?.Median(Contestant.Bound, Connections) is { } bound)
        {
            report.Add([Goal.AtLeast("sustained exchanges, drained, of the bound, 64 connections (0.25 wanted)", 0.16, Spread.Of(kept.Select(one => one / bound)))]);
        }
    }

    private void Add(string offered, SustainedSample sample)
    {
        Report.Progress(string.Create(CultureInfo.InvariantCulture, $"sustained: {sample.PerSecond:N0}/s with {sample.Drain.TotalSeconds:0.0} s of draining"));
        table.AppendLine(CultureInfo.InvariantCulture,
            $"| {offered} | {sample.Exchanges:N0}{(sample.AllAccepted ? "" : " (not all accepted)")} | {sample.LoadPerSecond:N0} | {sample.Drain.TotalSeconds:0.0} s | {sample.PerSecond:N0} | {sample.MostBehind:N0} |");
    }
}

using System.Globalization;
using System.Text;
using TrustedPublishing.Bench.Exchanges.Contestants;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Measuring;

namespace TrustedPublishing.Bench.Exchanges.Tables;

/// <summary>The samples of a matrix as Markdown: medians, with the least and the most of the rounds in brackets.</summary>
internal sealed class ResultTables(IReadOnlyList<Sample> samples)
{
    private readonly ILookup<Cell, Sample> byCell = samples.ToLookup(sample => sample.Cell);

    private IEnumerable<Cell> Cells => byCell.Select(group => group.Key)
        .OrderBy(cell => cell.Publishers).ThenBy(cell => cell.Kind, StringComparer.Ordinal).ThenBy(cell => cell.Contestant.Name, StringComparer.Ordinal).ThenBy(cell => cell.Connections);

    public string Exchanges()
    {
        var table = new StringBuilder("""
            | who | publishers | exchanges | connections | per second | p50 ms | p90 ms | p99 ms | CPU µs each | of the bound |
            | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |

            """);
        foreach (var cell in Cells)
        {
            var rounds = byCell[cell].ToList();
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {cell.Contestant.Name} | {Publishers(cell)} | {cell.Kind} | {cell.Connections} | {Text(rounds, s => s.Load.PerSecond, "N0")} | {Text(rounds, s => s.Load.Latency.P50)} | {Text(rounds, s => s.Load.Latency.P90)} | {Text(rounds, s => s.Load.Latency.P99)} | {Text(rounds, s => s.TotalCpu, "0")} | {Bounded(cell)} |");
        }

        return table.ToString();
    }

    /// <summary>Where the processor time of an accepted exchange goes.</summary>
    public string Processes()
    {
        var accepted = Cells.Where(cell => cell.Kind == ExchangeKind.Accepted && cell.Contestant.Processes.Count > 1).ToList();
        var names = accepted.SelectMany(cell => byCell[cell].First().Cpu.Keys).Distinct(StringComparer.Ordinal).ToList();
        if (accepted.Count == 0)
        {
            return "";
        }

        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"| CPU µs each | publishers | connections | {string.Join(" | ", names)} |");
        table.AppendLine(CultureInfo.InvariantCulture, $"| --- | ---: | ---: |{string.Concat(names.Select(_ => " ---: |"))}");
        foreach (var cell in accepted)
        {
            var columns = names.Select(name => byCell[cell].First().Cpu.ContainsKey(name) ? Text([.. byCell[cell]], s => s.Cpu[name], "0") : "");
            table.AppendLine(CultureInfo.InvariantCulture, $"| {cell.Contestant.Name} | {Publishers(cell)} | {cell.Connections} | {string.Join(" | ", columns)} |");
        }

        return table.ToString();
    }

    /// <summary>What went otherwise than it was meant to.</summary>
    public string Unexpected()
    {
        var text = new StringBuilder();
        foreach (var sample in samples.Where(sample => sample.Load.Unexpected is not null || sample.Load.RanOut))
        {
            var statuses = string.Join(", ", sample.Load.Statuses.Select(one => $"{one.Value} × {one.Key}"));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"- {sample.Cell.Contestant.Name}, {Publishers(sample.Cell)} publishers, {sample.Cell.Kind}, {sample.Cell.Connections} connections: {statuses}{(sample.Load.RanOut ? ", out of ID tokens" : "")}");
        }

        return text.ToString();
    }

    /// <summary>By how much one did more than the other, round by round; not a number where one of them is missing.</summary>
    public Spread Ratio(Func<Cell, bool> one, Func<Cell, bool> other, Func<Sample, double> value)
    {
        var (first, second) = (Cells.FirstOrDefault(one), Cells.FirstOrDefault(other));
        return first is null || second is null ? Spread.Of([]) : Spread.Of(byCell[first].Zip(byCell[second], (a, b) => value(a) / value(b)));
    }

    /// <summary>Accepted exchanges a second, with as few publishers as there were; null if that was not measured.</summary>
    public double? Median(string contestant, int connections)
    {
        var median = Of(cell => cell.Contestant.Name == contestant && cell.Kind == ExchangeKind.Accepted && cell.Connections == connections, s => s.Load.PerSecond).Median;
        return double.IsNaN(median) ? null : median;
    }

    public Spread Of(Func<Cell, bool> cell, Func<Sample, double> value) =>
        Cells.FirstOrDefault(cell) is { } found ? Spread.Of(byCell[found].Select(value)) : Spread.Of([]);

    public static string Text(Spread spread, string format = "0.00") => double.IsNaN(spread.Median)
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Min.ToString(format, CultureInfo.InvariantCulture)}–{spread.Max.ToString(format, CultureInfo.InvariantCulture)})");

    /// <summary>One a provider counts as one.</summary>
    public static string Publishers(int count) => count <= CiProvider.All.Count ? "1" : count.ToString("N0", CultureInfo.InvariantCulture);

    private string Bounded(Cell cell)
    {
        var reference = cell.Kind is ExchangeKind.Garbage or ExchangeKind.Empty ? Contestant.Empty : Contestant.Bound;
        return cell.Contestant.Name == reference
            ? "1"
            : Text(Ratio(one => one == cell, other => other.Contestant.Name == reference && other.Connections == cell.Connections, s => s.Load.PerSecond));
    }

    private static string Text(List<Sample> rounds, Func<Sample, double> value, string format = "0.00") => Text(Spread.Of(rounds.Select(value)), format);

    private static string Publishers(Cell cell) => cell.Contestant.IsForgetful ? "" : Publishers(cell.Publishers);
}

using System.Globalization;
using System.Text;
using TrustedPublishing.Bench.Exchanges.Machine;

namespace TrustedPublishing.Bench.Exchanges.Tables;

/// <summary>All that a run has to say, in Markdown: to the console as it comes, and to a file at the end.</summary>
internal sealed class Report
{
    private readonly StringBuilder text = new();
    private readonly List<Goal> goals = [];

    /// <summary>For who waits; not part of the report.</summary>
    public static void Progress(string text) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {text}");

    public void Add(IEnumerable<Goal> reached) => goals.AddRange(reached);

    public void Header(BenchOptions options, IEnumerable<(string What, string Value)> further)
    {
        Line("| | |");
        Line("| --- | --- |");
        var rounds = string.Create(CultureInfo.InvariantCulture, $"{options.Rounds}, interleaved; {options.Duration.TotalSeconds:0.#} s each, after {options.WarmUp.TotalSeconds:0.#} s of warm-up");
        foreach (var (what, value) in MachineHeader.Read().Append(("Rounds", rounds)).Concat(further))
        {
            Line($"| {what} | {value} |");
        }
    }

    public void Section(string title, string body)
    {
        if (body.Length > 0)
        {
            Line($"\n## {title}\n");
            Line(body.TrimEnd());
        }
    }

    public void Goals()
    {
        var table = new StringBuilder("| what | wanted | measured | |\n| --- | ---: | ---: | --- |\n");
        foreach (var goal in goals.Where(goal => !double.IsNaN(goal.Measured.Median)))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {goal.What} | {goal.Wanted} | {ResultTables.Text(goal.Measured)} | {(goal.IsReached ? "reached" : "**not reached**")} |");
        }

        Section("Goals", table.ToString());
    }

    public async Task WriteAsync(string? path)
    {
        if (path is not null)
        {
            await File.WriteAllTextAsync(path, text.ToString());
        }
    }

    private void Line(string line)
    {
        text.AppendLine(line);
        Console.WriteLine(line);
    }
}

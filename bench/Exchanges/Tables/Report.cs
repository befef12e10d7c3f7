using System.Globalization;
using System.Text;

namespace TrustedPublishing.Bench.Exchanges.Tables;

/// <summary>All that a run has to say, in Markdown: to the console as it comes, and to a file at the end.</summary>
internal sealed class Report
{
    private readonly StringBuilder text = new();

    public void Line(string line = "")
    {
        text.AppendLine(line);
        Console.WriteLine(line);
    }

    public void Section(string title, string body)
    {
        if (body.Length > 0)
        {
            Line($"\n## {title}\n");
            Line(body.TrimEnd());
        }
    }

    public void Goals(IEnumerable<Goal> goals)
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
}

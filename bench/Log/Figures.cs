using System.Globalization;

namespace TrustedPublishing.Bench.Log;

/// <summary>A table: a row a figure, a column a size.</summary>
internal sealed class Figures
{
    private readonly List<(string Name, string Unit, List<double> Values)> rows = [];

    public void Add(string name, string unit, double value)
    {
        var row = rows.Find(row => row.Name == name);
        if (row.Values is null)
        {
            row = (name, unit, []);
            rows.Add(row);
        }

        row.Values.Add(value);
    }

    public void Print(IReadOnlyList<string> sizes)
    {
        Console.WriteLine($"\n| | unit | {string.Join(" | ", sizes)} |\n| --- | --- |{string.Concat(sizes.Select(_ => " ---: |"))}");
        foreach (var (name, unit, values) in rows)
        {
            Console.WriteLine($"| {name} | {unit} | {string.Join(" | ", values.Select(Text))} |");
        }
    }

    private static string Text(double value) => value.ToString(value < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace TrustedPublishing.Authority.Processes;

/// <summary>Who started whom, as Linux tells it in <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>All processes below <paramref name="root"/>, without it.</summary>
    public static IReadOnlyList<int> DescendantsOf(int root)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(id => ParentOf(id) ?? 0);
        var found = new List<int>();
        for (var level = children[root].ToList(); level.Count > 0; level = [.. level.SelectMany(id => children[id])])
        {
            found.AddRange(level);
        }

        return found;
    }

    // proc(5): "1234 (comm) S 1233 …"; comm may hold anything, so what counts begins after the last parenthesis.
    private static int? ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between the listing and the look.
            return null;
        }
    }
}

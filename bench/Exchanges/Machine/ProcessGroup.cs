using System.Globalization;

namespace TrustedPublishing.Bench.Exchanges.Machine;

/// <summary>Processes that do one thing together, as /proc shows them (proc(5)).</summary>
/// <param name="Name">For the tables.</param>
/// <param name="Roots">Their ids.</param>
/// <param name="WithChildren">All that they started belong to them, for example PostgreSQL's backends.</param>
internal sealed record ProcessGroup(string Name, IReadOnlyList<int> Roots, bool WithChildren = true)
{
    private const int TicksPerSecond = 100;

    /// <summary>User and system time, of members that have ended too.</summary>
    public TimeSpan ReadCpu()
    {
        var ticks = 0L;
        foreach (var id in Members())
        {
            if (ReadStat(id) is { } stat)
            {
                // Fields 14 and 15 are its own time, 16 and 17 that of children that have ended; ReadStat begins with field 3.
                ticks += stat[11] + stat[12] + (WithChildren ? stat[13] + stat[14] : 0);
            }
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Bytes; what several members share counts once (PSS).</summary>
    public long ReadMemory() => Members().Sum(ReadMemory);

    /// <summary>The roots and their descendants.</summary>
    private IReadOnlyCollection<int> Members()
    {
        if (!WithChildren)
        {
            return Roots;
        }

        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: (int?)ReadStat(id)?[1]))
            .ToLookup(one => one.Parent, one => one.Id);
        var members = new HashSet<int>();
        var level = Roots;
        while (level.Count > 0)
        {
            level = [.. level.Where(members.Add).SelectMany(id => children[id])];
        }

        return members;
    }

    /// <summary>The numbers from the third field on (the state counts as 0); null if the process is gone.</summary>
    private static long[]? ReadStat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            // 1234 (postgres: writer) S 1 …: the name may hold anything, blanks and brackets too.
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long ReadMemory(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["Pss:".Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

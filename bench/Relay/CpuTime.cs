using System.Globalization;

namespace TrustedPublishing.Bench.Relay;

/// <summary>The CPU time that a process and its descendants have used, from Linux's <c>/proc</c>, those that have ended included.</summary>
internal static class CpuTime
{
    /// <summary>USER_HZ, which is 100 on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private static readonly string[] Sockets = ["/proc/net/tcp", "/proc/net/tcp6"];

    public static TimeSpan Of(int root)
    {
        var all = Read();
        var children = all.ToLookup(process => process.Value.Parent, process => process.Key);
        return TimeSpan.FromSeconds(Sum(root) / TicksPerSecond);

        long Sum(int pid) => all.TryGetValue(pid, out var process) ? process.Ticks + children[pid].Sum(Sum) : 0;
    }

    /// <summary>The process that listens on <paramref name="port"/>.</summary>
    public static int ListenerOn(int port)
    {
        var inodes = Sockets.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields is [_, var local, _, "0A", ..] && local.EndsWith($":{port:X4}", StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet(StringComparer.Ordinal);
        // A server's children may hold its socket as well: the eldest is meant.
        return Pids().Where(pid => Holds(pid, inodes)).Min();
    }

    private static bool Holds(int pid, HashSet<string> inodes)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(file => new FileInfo(file).LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended, or is another's
        }
    }

    private static IEnumerable<int> Pids() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    private static Dictionary<int, (int Parent, long Ticks)> Read()
    {
        var processes = new Dictionary<int, (int, long)>();
        foreach (var pid in Pids())
        {
            try
            {
                // proc(5): after the name in parentheses come state, ppid and, from the 14th field on, utime, stime, cutime, cstime.
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                processes[pid] = (Number(fields[1]), fields[11..15].Sum(field => (long)Number(field)));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return processes;
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}

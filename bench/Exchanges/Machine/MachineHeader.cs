using System.Globalization;
using System.Runtime.InteropServices;

namespace TrustedPublishing.Bench.Exchanges.Machine;

/// <summary>What the figures were measured on.</summary>
internal static class MachineHeader
{
    public static IEnumerable<(string What, string Value)> Read() =>
    [
        ("Date", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("Processor", $"{Value("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} processors, shared by everything that is measured and the load program"),
        ("Memory", string.Create(CultureInfo.InvariantCulture, $"{Kilobytes("/proc/meminfo", "MemTotal") / 1024.0 / 1024:0.0} GiB")),
        ("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("Load when it began", File.ReadAllText("/proc/loadavg").Split(' ')[0]),
    ];

    private static string Value(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";

    private static double Kilobytes(string file, string name) => double.Parse(Value(file, name).Split(' ')[0], CultureInfo.InvariantCulture);
}

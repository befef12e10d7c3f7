using System.Diagnostics;

namespace TrustedPublishing.Authority.Processes;

internal static class Signals
{
    public const string Kill = "KILL";
    public const string Terminate = "TERM";
    public const string Stop = "STOP";
    public const string Continue = "CONT";

    /// <summary>Sends a signal to all of these processes in one call; one that has ended in the meantime is passed over.</summary>
    public static async Task SendAsync(string signal, IEnumerable<int> processes)
    {
        // The shell's own kill: no other program is needed.
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"kill -s {signal} {string.Join(' ', processes)} 2>/dev/null"]);
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync();
    }
}

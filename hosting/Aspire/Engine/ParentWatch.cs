using Microsoft.Extensions.Hosting;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>
/// Stops the application when the <c>dotnet run</c> that started it ends without passing its end on (kill -9). Any other parent,
/// a shell or a service manager, may go while the application stays.
/// </summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsLinux() || ParentOf("self") is not { } parent || NameOf(parent) != "dotnet")
        {
            return;
        }

        using var timer = new PeriodicTimer(PollInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // An orphan gets another parent at once.
            if (ParentOf("self") != parent)
            {
                lifetime.StopApplication();
                return;
            }
        }
    }

    // proc(5): "1234 (comm) S 1233 …"; comm may hold anything, so what counts begins after the last parenthesis.
    private static string? ParentOf(string process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [_, var parent, ..] ? parent : null;
    }

    private static string? NameOf(string process)
    {
        var file = $"/proc/{process}/comm";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}

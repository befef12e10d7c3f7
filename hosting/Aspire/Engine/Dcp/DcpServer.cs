using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

namespace TrustedPublishing.Hosting.Engine.Dcp;

/// <summary>Starts DCP, the process engine of .NET Aspire. It ends with this process, however that ends, and takes along all that it started.</summary>
internal static class DcpServer
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    // What is meant for the AppHost must not reach the processes that inherit DCP's environment.
    private static readonly string[] AppHostVariables = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];
    private static readonly string[] AppHostSections = ["Parameters__", "ConnectionStrings__", "AppHost__", "Dashboard__"];

    public static async Task<(DcpClient Client, string SessionFolder)> StartAsync(string dcpPath, CancellationToken cancellationToken)
    {
        var session = Directory.CreateTempSubdirectory("trusted-publishing-dcp-").FullName; // mode 0700; DCP removes it when it ends
        var kubeconfig = Path.Combine(session, "kubeconfig");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        try
        {
            await LaunchAsync(dcpPath, session, kubeconfig, limit.Token);
            var client = new DcpClient(await ReadKubeconfigAsync(kubeconfig, limit.Token));
            await client.WaitUntilListeningAsync(limit.Token);
            return (client, session);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"The engine '{dcpPath}' did not start within {StartTimeout.TotalSeconds} s.");
        }
    }

    // With --detach the launched process forks the server and ends.
    private static async Task LaunchAsync(string dcpPath, string session, string kubeconfig, CancellationToken cancellationToken)
    {
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(dcpPath, ["start-apiserver", "--monitor", pid, "--detach", "--kubeconfig", kubeconfig])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DCP_SESSION_FOLDER"] = session;
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsForAppHost))
        {
            start.Environment.Remove(name);
        }

        using var launcher = Process.Start(start)!;
        await launcher.WaitForExitAsync(cancellationToken);
        if (launcher.ExitCode != 0)
        {
            var error = await launcher.StandardError.ReadToEndAsync(cancellationToken);
            throw new DistributedApplicationException($"The engine '{dcpPath}' could not start ({launcher.ExitCode}): {error.Trim()}");
        }
    }

    private static bool IsForAppHost(string name) =>
        AppHostVariables.Contains(name, StringComparer.OrdinalIgnoreCase)
        || AppHostSections.Any(section => name.StartsWith(section, StringComparison.OrdinalIgnoreCase));

    private static async Task<Kubeconfig> ReadKubeconfigAsync(string file, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (File.Exists(file) && Kubeconfig.TryParse(await File.ReadAllLinesAsync(file, cancellationToken)) is { } kubeconfig)
            {
                return kubeconfig;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}

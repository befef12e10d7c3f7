using System.Diagnostics;
using TrustedPublishing.Authority.Clients;

namespace TrustedPublishing.Bench.Exchanges.Measuring;

/// <summary>
/// <c>dotnet run --project AppHost</c>, built and with its servers cached, on an empty state folder, to the first API token: a project
/// and a publisher are registered as soon as the management API answers, and the simulator's ID token is exchanged.
/// </summary>
internal static class StackStart
{
    private const string AdminToken = "bench-admin-token-0000000000000000";
    private const string RegistrySecret = "bench-registry-secret-000000000000";

    private static readonly string AppHost = Path.Combine(Repository.Root, "AppHost");

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>What is measured is a start, not a build.</summary>
    public static async Task BuildAsync()
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "-c", Repository.Configuration, "-v", "quiet", AppHost]) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0)
        {
            throw new InvalidOperationException($"The AppHost cannot be built:\n{output}");
        }
    }

    public static async Task<TimeSpan> MeasureAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"trusted-publishing-bench-{Guid.NewGuid():N}");
        // The stack ends with this process; nothing has to be asked for its end.
        using var lifeline = Process.Start("sleep", "600");
        var ports = FreePorts.Take(7);
        var since = Stopwatch.GetTimestamp();
        using var appHost = Process.Start(Describe(ports, folder, lifeline.Id))!;
        appHost.OutputDataReceived += (_, _) => { };
        appHost.ErrorDataReceived += (_, _) => { };
        appHost.BeginOutputReadLine();
        appHost.BeginErrorReadLine();
        try
        {
            await GetFirstTokenAsync(ports, since);
            return Stopwatch.GetElapsedTime(since);
        }
        finally
        {
            lifeline.Kill();
            await appHost.WaitForExitAsync();
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static ProcessStartInfo Describe(int[] ports, string folder, int lifeline)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "-c", Repository.Configuration, "--project", AppHost])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in ((string, string)[])
        [
            ("Ports__token-exchange", $"{ports[0]}"), ("Ports__publisher-config", $"{ports[1]}"), ("Ports__audit", $"{ports[2]}"), ("Ports__ci-simulator", $"{ports[3]}"),
            ("ASPNETCORE_URLS", $"http://localhost:{ports[4]}"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{ports[5]}"),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{ports[6]}"),
            ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
            ("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("Stack__StateFolder", folder), ("Stack__StopWithProcess", $"{lifeline}"),
            ("Parameters__admin-token", AdminToken), ("Parameters__registry-secret", RegistrySecret),
        ])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task GetFirstTokenAsync(int[] ports, long since)
    {
        var console = new ManagementApi(Local(ports[1]), AdminToken);
        var simulator = new Simulator(Local(ports[3]));
        var gateway = new Gateway(Local(ports[0]), RegistrySecret);
        await UntilAnsweredAsync(() => console.CreateProjectAsync("sampleproject"), since);
        var idToken = "";
        await UntilAnsweredAsync(async () => idToken = await simulator.IdTokenAsync("github", new { }), since);
        await console.RegisterPublisherAsync("sampleproject", new
        {
            provider = "github",
            issuer = simulator.Issuer("github"),
            repository_owner = "octo-org",
            repository_name = "sampleproject",
            workflow_filename = "release.yml",
            environment = "pypi",
        });
        await UntilAnsweredAsync(async () => (await gateway.MintAsync(idToken)).Token(), since);
    }

    private static async Task UntilAnsweredAsync(Func<Task> call, long since)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException && Stopwatch.GetElapsedTime(since) < Limit)
            {
                // Not listening yet, or not ready.
                await Task.Delay(Look);
            }
        }
    }

    private static Uri Local(int port) => new($"http://localhost:{port}");
}

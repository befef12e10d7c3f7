using System.Net;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.Authority.Processes;

namespace TrustedPublishing.EndToEnd.Tests.Stack;

/// <summary>
/// The whole stack that the AppHost describes, on ports and in a folder of its own, and what its three kinds of users do with it.
/// </summary>
public class RunningAuthority : IAsyncLifetime
{
    private readonly string state = Path.Combine(Path.GetTempPath(), $"trusted-publishing-e2e-{Guid.NewGuid():N}");
    private readonly Dictionary<string, string?> environment = [];
    private AppHostProcess? appHost;

    public RunningAuthority()
    {
        var ports = FreePorts.Take(7);
        Exchange = new Gateway(new Uri($"http://localhost:{ports[0]}"), RegistrySecret);
        Console = new ManagementApi(new Uri($"http://localhost:{ports[1]}"), AdminToken);
        Audit = new AuditApi(new Uri($"http://localhost:{ports[2]}"), AuditorToken);
        Simulator = new Simulator(new Uri($"http://localhost:{ports[3]}"));
        Set("Ports:token-exchange", $"{ports[0]}");
        Set("Ports:publisher-config", $"{ports[1]}");
        Set("Ports:audit", $"{ports[2]}");
        Set("Ports:ci-simulator", $"{ports[3]}");
        Set("ASPNETCORE_URLS", $"http://localhost:{ports[4]}");
        Set("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{ports[5]}");
        Set("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{ports[6]}");
        Set("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true");
        Set("DOTNET_ENVIRONMENT", "Development");
        Set("ASPNETCORE_ENVIRONMENT", "Development");
        Set("Stack:StateFolder", state);
        Set("Stack:StopWithProcess", $"{Environment.ProcessId}");
        // As an operator sets it who would rather wait: beside other tests, news of a publisher can take two seconds.
        Set("Publishers:Patience", "00:00:10");
        Set("Parameters:admin-token", AdminToken);
        Set("Parameters:auditor-token", AuditorToken);
        Set("Parameters:registry-secret", RegistrySecret);
    }

    public Gateway Exchange { get; }
    public ManagementApi Console { get; }
    public AuditApi Audit { get; }
    public Simulator Simulator { get; }
    public string AdminToken { get; } = $"admin-{Guid.NewGuid():N}";
    public string AuditorToken { get; } = $"auditor-{Guid.NewGuid():N}";
    public string RegistrySecret { get; } = $"registry-{Guid.NewGuid():N}";

    /// <summary>What the AppHost has printed.</summary>
    public string Output => appHost?.Output ?? "";

    /// <summary>The folder of this stack's data and secrets.</summary>
    public string StateFolder => state;

    /// <summary>What must answer before the tests begin.</summary>
    protected virtual IEnumerable<Uri> Awaited => [Exchange.Address, Console.Address, Audit.Address, Simulator.Address];

    public virtual async ValueTask InitializeAsync()
    {
        await StackTurn.TakeAsync();
        appHost = AppHostProcess.Start([], environment);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await Task.WhenAll(Awaited.Select(a => WaitUntilHealthyAsync(a, limit.Token)));
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (appHost is not null)
        {
            await appHost.DisposeAsync();
        }

        Directory.Delete(state, recursive: true);
    }

    protected void Set(string setting, string? value) => environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;

    private async Task WaitUntilHealthyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(address, "/health"), cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!appHost!.HasExited)
            {
                // Not listening yet.
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
            {
                throw new InvalidOperationException($"The stack did not start: {address} never became healthy. The AppHost printed:\n{Output}", e);
            }

            await Task.Delay(250, CancellationToken.None);
        }
    }
}

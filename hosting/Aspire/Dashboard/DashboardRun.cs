using System.Globalization;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Engine;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>The dashboard's process and what it reads from.</summary>
internal sealed class DashboardRun(DashboardSettings settings, ResourceServiceHost resourceService, LoginAddress login, IHostEnvironment environment)
{
    /// <exception cref="PortTakenException">Somebody listens on an address that is configured for the dashboard.</exception>
    public void CheckPorts()
    {
        if (!settings.Enabled)
        {
            return;
        }

        (Uri Address, string Setting)[] addresses =
        [
            (settings.Frontend, DashboardSettings.FrontendVariable),
            (settings.Otlp, DashboardSettings.OtlpVariable),
            (settings.ResourceService, DashboardSettings.ResourceServiceVariable),
        ];
        foreach (var (address, setting) in addresses)
        {
            if (!LoopbackPort.IsFree(address.Port))
            {
                throw PortTakenException.OfDashboard(address, setting);
            }
        }
    }

    public async Task StartAsync(string program, DcpClient engine, CancellationToken cancellationToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        await resourceService.StartAsync(cancellationToken);
        // What it shows starts at the same time, and comes first.
        (string Program, string[] Arguments) start = OperatingSystem.IsWindows() ? (program, ["dashboard"]) : ("nice", ["-n", "10", program, "dashboard"]);
        var spec = new ExecutableSpec(start.Program, Path.GetDirectoryName(program)!, start.Arguments, [.. Environment().Select(v => new DcpVariable(v.Key, v.Value))]);
        await engine.CreateAsync(DcpApi.Executables, new DcpObject<ExecutableSpec>("Executable", new DcpMetadata("aspire-dashboard"), spec), cancellationToken);
        await login.TellAsync(cancellationToken);
    }

    public Task StopAsync() => resourceService.StopAsync();

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = environment.EnvironmentName,
        [DashboardSettings.FrontendVariable] = Text(settings.Frontend),
        [DashboardSettings.OtlpVariable] = Text(settings.Otlp),
        [DashboardSettings.ResourceServiceVariable] = Text(settings.ResourceService),
        ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
        ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = settings.BrowserToken,
        ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = settings.OtlpKey,
        ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = settings.ResourceServiceKey,
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = true.ToString(CultureInfo.InvariantCulture), // plain HTTP, on loopback
    };

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}

using System.Security.Cryptography;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting.Dashboard;

/// <summary>
/// Where the dashboard listens and which keys guard it. The names are those of Aspire. An address that is not set is a free port;
/// a key that is not set is generated for this run.
/// </summary>
internal sealed class DashboardSettings(IConfiguration configuration, DistributedApplicationOptions options)
{
    public const string FrontendVariable = "ASPNETCORE_URLS";
    public const string OtlpVariable = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string ResourceServiceVariable = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";

    private readonly HashSet<int> _taken = [];

    public bool Enabled { get; } = !options.DisableDashboard;

    public Uri Frontend => field ??= Address(configuration[FrontendVariable] ?? configuration["urls"]);

    public Uri Otlp => field ??= Address(configuration[OtlpVariable]);

    public Uri ResourceService => field ??= Address(configuration[ResourceServiceVariable]);

    public string BrowserToken { get; } = Key(configuration["AppHost:BrowserToken"]);

    public string OtlpKey { get; } = Key(configuration["AppHost:OtlpApiKey"]);

    public string ResourceServiceKey { get; } = Key(configuration["AppHost:ResourceService:ApiKey"]);

    private Uri Address(string? configured)
    {
        if (configured?.Split(';')[0] is { Length: > 0 } address)
        {
            return new Uri(address);
        }

        var port = LoopbackPort.FindFree(_taken);
        _taken.Add(port);
        return new Uri($"http://localhost:{port}");
    }

    private static string Key(string? configured) =>
        string.IsNullOrEmpty(configured) ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) : configured;
}

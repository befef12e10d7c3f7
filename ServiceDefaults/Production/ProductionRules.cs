using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.ServiceDefaults.Production;

/// <summary>What a service refuses to start with in the Production environment.</summary>
internal static class ProductionRules
{
    public static void AddProductionRules(this WebApplicationBuilder builder)
    {
        builder.AddTrustedProxies();
        if (builder.Environment.IsProduction())
        {
            builder.Services.AddHostedService<Gate>();
        }
    }

    /// <summary>Everything that is wrong with the settings, in words for the operator; empty when they may be used.</summary>
    public static IReadOnlyList<string> Violations(IConfiguration configuration)
    {
        var violations = new List<string>();
        foreach (var issuer in IssuerDirectory.From(configuration).All)
        {
            if (!Uri.TryCreate(issuer.Issuer, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || address.IsLoopback)
            {
                violations.Add($"Issuers:{issuer.Name}:Issuer is '{issuer.Issuer}': in Production an issuer must be https and not on this machine.");
            }
        }

        if (configuration["PublicBaseUrl"] is { Length: > 0 } url)
        {
            CheckPublic(url, configuration, violations);
        }

        return violations;
    }

    private static void CheckPublic(string url, IConfiguration configuration, List<string> violations)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            violations.Add($"PublicBaseUrl is '{url}': in Production it must be an https address.");
        }

        var open = configuration[WebHostDefaults.ServerUrlsKey] ?? "";
        var plain = open.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Any(u => u.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !u.StartsWith("http://127.0.0.1:", StringComparison.OrdinalIgnoreCase));
        if (plain && TrustedProxies.Configured(configuration).Count == 0)
        {
            violations.Add($"The service listens on '{open}' without TLS: use an https address with Kestrel:Certificates:Default, or name the "
                + "proxies that end TLS in TrustedProxies.");
        }
    }

    /// <summary>Stops the start before anything listens.</summary>
    private sealed class Gate(IConfiguration configuration) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            var violations = Violations(configuration);
            return violations.Count == 0
                ? Task.CompletedTask
                : throw new InvalidOperationException("Refusing to start in Production:\n- " + string.Join("\n- ", violations));
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

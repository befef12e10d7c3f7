using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrustedPublishing.ServiceDefaults.Internal;
using TrustedPublishing.ServiceDefaults.Production;
using TrustedPublishing.ServiceDefaults.Telemetry;

namespace TrustedPublishing.ServiceDefaults;

/// <summary>What every service of the stack does the same way.</summary>
public static class ServiceSetup
{
    private static readonly object ServiceNameKey = new();

    /// <summary>Telemetry, health, the internal listener, trusted proxies and the checks of the Production mode.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The service's name on the bus and in traces, for example <c>token-exchange</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        ((IHostApplicationBuilder)builder).Properties[ServiceNameKey] = serviceName;
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        if (builder.Environment.IsProduction())
        {
            builder.Logging.AddJsonConsole();
        }

        builder.AddTelemetry(serviceName);
        builder.AddInternalListener();
        builder.AddProductionRules();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        return builder;
    }

    /// <summary><c>/health</c> (ready to work), <c>/alive</c> (the process answers), and 404 for <c>/internal</c> on public ports.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.HideInternalOnPublicPorts();
        app.MapHealthChecks("/health");
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        return app;
    }

    internal static string ServiceName(this IHostApplicationBuilder builder) =>
        builder.Properties.TryGetValue(ServiceNameKey, out var name)
            ? (string)name
            : throw new InvalidOperationException("AddServiceDefaults comes first: it names the service.");
}

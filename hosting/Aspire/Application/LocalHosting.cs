using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Console;
using TrustedPublishing.Hosting.Dashboard;
using TrustedPublishing.Hosting.Engine;

namespace TrustedPublishing.Hosting;

/// <summary>What stands behind the API: the engine, the dashboard and the console.</summary>
internal static class LocalHosting
{
    // Longer than a database needs to stop cleanly.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    public static void AddLocalHosting(
        this HostApplicationBuilder host, DistributedApplicationBuilder builder, DistributedApplicationOptions options, AppHostMetadata metadata)
    {
        host.AddConsole();
        host.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        host.Services.AddHttpClient();
        host.Services.AddHealthChecks();

        host.Services.AddSingleton(options);
        host.Services.AddSingleton(metadata);
        host.Services.AddSingleton(builder.ExecutionContext);
        host.Services.AddSingleton(builder.Eventing);
        host.Services.AddSingleton(StackFolders.Cache(key => builder.Configuration[key]));

        host.Services.AddSingleton(_ => new ResourceNotificationService(failedStaysFailed: options.DisableDashboard));
        host.Services.AddSingleton(services => new ResourceCommandService(services.GetRequiredService<ResourceLifecycle>()));
        host.Services.AddEngine();
        host.Services.AddDashboard();
        host.Services.AddHostedService<Orchestrator>();
        host.Services.AddHostedService<ParentWatch>();
    }

    private static void AddEngine(this IServiceCollection services)
    {
        services.AddSingleton<ConsoleReport>();
        services.AddSingleton<DcpConnection>();
        services.AddSingleton<RunningResources>();
        services.AddSingleton<EndpointAllocation>();
        services.AddSingleton<Dependencies>();
        services.AddSingleton<LaunchPlanner>();
        services.AddSingleton<ResourceReadiness>();
        services.AddSingleton<ResourceStart>();
        services.AddSingleton<ResourceLifecycle>();
        services.AddSingleton<ResourceLogs>();
        services.AddSingleton<StateWatch>();
        services.AddSingleton<RunParts>();
    }

    private static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<DashboardSettings>();
        services.AddSingleton<LoginAddress>();
        services.AddSingleton<OtlpEnvironment>();
        services.AddSingleton<ResourceServiceHost>();
        services.AddSingleton<DashboardRun>();
    }

    private static void AddConsole(this HostApplicationBuilder host)
    {
        host.Logging.ClearProviders();
        host.Logging.AddConsoleFormatter<PlainConsoleFormatter, ConsoleFormatterOptions>();
        host.Logging.AddConsole(o => o.FormatterName = PlainConsoleFormatter.FormatterName);
        host.Logging.AddFilter("Microsoft", LogLevel.Warning);
        host.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // A failed start is told by DistributedApplication.RunAsync, without the stack trace.
        host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Checks fail while resources start; their state is on the dashboard, and what fails for good is reported.
        host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }
}

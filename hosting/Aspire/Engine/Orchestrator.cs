using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Console;
using TrustedPublishing.Hosting.Dashboard;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>The life of the application from start to stop.</summary>
internal sealed class Orchestrator(RunParts parts, DashboardRun dashboard, IHostApplicationLifetime lifetime, IServiceProvider services) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private PosixSignalRegistration? _hangUp;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartStepByStepAsync(cancellationToken);
        }
        catch
        {
            // The host does not stop what has failed to start.
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        parts.Lifecycle.StopStarting();
        await _stopping.CancelAsync();
        await parts.Engine.CloseAsync(cancellationToken);
        await dashboard.StopAsync();
        parts.Notifications.Dispose();
    }

    public void Dispose()
    {
        _hangUp?.Dispose();
        _stopping.Dispose();
    }

    private async Task StartStepByStepAsync(CancellationToken cancellationToken)
    {
        // .NET's hosting handles SIGINT, SIGTERM and SIGQUIT; a closed terminal should end the application as cleanly.
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            lifetime.StopApplication();
        });

        await parts.Eventing.PublishAsync(new BeforeStartEvent(services, parts.Model), cancellationToken);
        parts.Endpoints.CheckFixedPorts();
        dashboard.CheckPorts();
        foreach (var running in parts.Resources.All)
        {
            parts.Notifications.Add(running.Resource, running.Id, Snapshots.Initial(running.Resource));
        }

        var bundle = await EngineBundle.FetchAsync(parts.Cache, parts.Report.Progress, cancellationToken);
        await parts.Engine.OpenAsync(bundle.Dcp, cancellationToken);
        await dashboard.StartAsync(bundle.Dashboard, parts.Engine.Client, cancellationToken);
        await parts.Endpoints.AllocateAsync(parts.Engine.Client, cancellationToken);

        Watch(DcpApi.Executables);
        if (parts.Resources.All.Any(r => r.Collection == DcpApi.Containers))
        {
            Watch(DcpApi.Containers);
        }

        foreach (var running in parts.Resources.All)
        {
            _ = parts.Lifecycle.StartAsync(running);
        }
    }

    private void Watch(string collection) => _ = parts.Report.SuperviseAsync(() => parts.States.FollowAsync(collection, _stopping.Token));
}

/// <summary>What the orchestrator puts to work.</summary>
internal sealed record RunParts(
    DistributedApplicationModel Model, IDistributedApplicationEventing Eventing, CacheFolder Cache, EndpointAllocation Endpoints, RunningResources Resources,
    ResourceNotificationService Notifications, DcpConnection Engine, ResourceLifecycle Lifecycle, StateWatch States, ConsoleReport Report);

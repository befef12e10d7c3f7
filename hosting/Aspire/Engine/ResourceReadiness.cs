using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Hosting.Console;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Asks a running resource's health checks, and says when it is ready: running, healthy for the first time, subscribers told.</summary>
internal sealed class ResourceReadiness(
    HealthCheckService checks, IDistributedApplicationEventing eventing, IServiceProvider services, ResourceNotificationService notifications, ConsoleReport report)
{
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(250);

    public Task BeforeStartAsync(IResource resource, CancellationToken cancellationToken) =>
        eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken);

    /// <summary>Watches in the background until the resource no longer runs.</summary>
    public void Watch(RunningResource running, CancellationToken cancellationToken) =>
        _ = report.SuperviseAsync(() => WatchAsync(running, running.ObjectName, cancellationToken));

    private async Task WatchAsync(RunningResource running, string? run, CancellationToken cancellationToken)
    {
        var keys = running.Resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => h.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            await BecomeReadyAsync(running, cancellationToken);
            return;
        }

        var ready = false;
        while (true)
        {
            var result = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken);
            var before = notifications.Update(running.Id, s => IsThisRun(running, run, s) ? s with { HealthReports = [.. Reports(keys, result)] } : s);
            if (!IsThisRun(running, run, before))
            {
                return;
            }

            var healthy = result.Status == HealthStatus.Healthy && keys.All(result.Entries.ContainsKey);
            if (healthy && !ready)
            {
                ready = true;
                await BecomeReadyAsync(running, cancellationToken);
            }

            await Task.Delay(healthy ? WhileHealthy : UntilHealthy, cancellationToken);
        }
    }

    private static bool IsThisRun(RunningResource running, string? run, CustomResourceSnapshot snapshot) =>
        running.ObjectName == run && snapshot.State?.Text == KnownResourceStates.Running;

    private static IEnumerable<HealthReportSnapshot> Reports(IEnumerable<string> keys, HealthReport result) => keys.Select(key =>
        result.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.Message) { LastRunAt = DateTime.UtcNow }
            : new HealthReportSnapshot(key, HealthStatus.Unhealthy, "No health check is registered under this name.", ExceptionText: null));

    private async Task BecomeReadyAsync(RunningResource running, CancellationToken cancellationToken)
    {
        var handlers = eventing.PublishAsync(new ResourceReadyEvent(running.Resource, services), cancellationToken);
        notifications.Update(running.Id, s => s with { Ready = handlers });
        try
        {
            await handlers;
            report.Ready(running.Resource);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Those who wait for the resource see the same exception.
            report.ReadyHandlerFailed(running.Resource, e);
        }
    }
}

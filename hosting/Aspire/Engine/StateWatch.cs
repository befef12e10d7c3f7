using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Console;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Follows what the engine reports about processes and containers.</summary>
internal sealed class StateWatch(
    RunningResources resources, DcpConnection engine, ResourceNotificationService notifications, ResourceReadiness readiness, ResourceLogs logs, ConsoleReport report)
{
    private const int LastLines = 20;
    private static readonly TimeSpan BeforeReconnect = TimeSpan.FromMilliseconds(100);

    public async Task FollowAsync(string collection, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The server ends a watch now and then; a new one begins with the state of everything.
            await foreach (var change in engine.Client.WatchAsync<RunStatus>(collection, cancellationToken))
            {
                var running = resources.FindByObject(change.Object.Metadata.Name);
                if (running is not null && change.Object.Status is { } status && change.Type != "DELETED")
                {
                    Apply(running, status, cancellationToken);
                }
            }

            await Task.Delay(BeforeReconnect, cancellationToken);
        }
    }

    private void Apply(RunningResource running, RunStatus status, CancellationToken cancellationToken)
    {
        var before = notifications.Update(running.Id, s => Snapshots.Observed(s, status, running.StopRequested));
        if (!notifications.TryGetCurrentState(running.Id, out var now))
        {
            return;
        }

        if (now.Snapshot.State?.Text == KnownResourceStates.Running && before.State?.Text != KnownResourceStates.Running)
        {
            readiness.Watch(running, cancellationToken);
        }
        else if (now.Snapshot.IsTerminal && !before.IsTerminal)
        {
            _ = report.SuperviseAsync(() => ReportEndAsync(running, now.Snapshot, status.Message, cancellationToken));
        }
    }

    private async Task ReportEndAsync(RunningResource running, CustomResourceSnapshot snapshot, string? message, CancellationToken cancellationToken)
    {
        if (running.StopRequested)
        {
            report.Stopped(running.Resource);
            return;
        }

        if (snapshot is { ExitCode: 0, State.Style: null })
        {
            report.Finished(running.Resource);
            return;
        }

        var output = new Queue<string>();
        await foreach (var line in logs.ReadAsync(running, follow: false, cancellationToken))
        {
            output.Enqueue(line.Text);
            if (output.Count > LastLines)
            {
                output.Dequeue();
            }
        }

        report.Failed(running.Resource, snapshot.ExitCode, message, output);
    }
}

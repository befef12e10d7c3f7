using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Console;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Starts one resource when its turn has come, and stops and restarts it on command.</summary>
internal sealed class ResourceLifecycle(RunningResources resources, ResourceStart start, DcpConnection engine, ResourceNotificationService notifications, ConsoleReport report)
    : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ends when the resource has been started, or will not be.</summary>
    public async Task StartAsync(RunningResource running)
    {
        try
        {
            await start.RunAsync(running, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // Whatever the description's own callbacks throw is the failure of this resource only.
            notifications.Update(running.Id, s => s with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, "error"),
                StopTimeStamp = DateTime.UtcNow,
            });
            report.DidNotStart(running.Resource, e);
        }
    }

    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string idOrName, string command, CancellationToken cancellationToken)
    {
        if (resources.Find(idOrName) is not { Collection: not null } running)
        {
            return Refused($"There is no process or container '{idOrName}'.");
        }

        await running.Gate.WaitAsync(cancellationToken);
        try
        {
            return command switch
            {
                "start" => await StartAgainAsync(running, cancellationToken),
                "stop" => await StopAsync(running, cancellationToken),
                "restart" => await StopAsync(running, cancellationToken) is { Success: false } failure ? failure : await StartAgainAsync(running, cancellationToken),
                _ => Refused($"There is no command '{command}'."),
            };
        }
        finally
        {
            running.Gate.Release();
        }
    }

    /// <summary>Starts nothing more.</summary>
    public void StopStarting() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private async Task<ExecuteCommandResult> StopAsync(RunningResource running, CancellationToken cancellationToken)
    {
        if (State(running) != KnownResourceStates.Running)
        {
            return Refused($"'{running.Resource.Name}' does not run.");
        }

        running.StopRequested = true;
        await engine.Client.StopAsync(running.Collection!, running.ObjectName!, cancellationToken);
        await notifications.WaitForResourceAsync(running.Resource.Name, e => e.Snapshot.IsTerminal, cancellationToken);
        return Done;
    }

    private async Task<ExecuteCommandResult> StartAgainAsync(RunningResource running, CancellationToken cancellationToken)
    {
        if (!notifications.TryGetCurrentState(running.Id, out var current) || !current.Snapshot.IsTerminal)
        {
            return Refused($"'{running.Resource.Name}' has not ended.");
        }

        if (running.Forget() is { } old)
        {
            await engine.Client.DeleteAsync(running.Collection!, old, cancellationToken);
        }

        await StartAsync(running);
        return State(running) == KnownResourceStates.FailedToStart ? Refused($"'{running.Resource.Name}' did not start.") : Done;
    }

    private string? State(RunningResource running) =>
        notifications.TryGetCurrentState(running.Id, out var current) ? current.Snapshot.State?.Text : null;

    private static ExecuteCommandResult Done => new() { Success = true };

    private static ExecuteCommandResult Refused(string why) => new() { Success = false, Message = why };
}

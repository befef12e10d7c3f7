using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>One start: wait for the others, tell subscribers, plan, hand over to the engine.</summary>
internal sealed class ResourceStart(
    Dependencies dependencies, LaunchPlanner planner, DcpConnection engine, ResourceNotificationService notifications, ResourceReadiness readiness)
{
    public async Task RunAsync(RunningResource running, CancellationToken cancellationToken)
    {
        await dependencies.WaitAsync(running, cancellationToken);
        notifications.Update(running.Id, Snapshots.Starting);
        await readiness.BeforeStartAsync(running.Resource, cancellationToken);

        if (running.Collection is null)
        {
            await ResolveAsync(running, cancellationToken);
            return;
        }

        var plan = await planner.PlanAsync(running, cancellationToken);
        notifications.Update(running.Id, s => Snapshots.Planned(s, running.Resource, plan));
        var name = running.NextObjectName();
        if (running.Resource is ContainerResource container)
        {
            await engine.Client.CreateAsync(DcpApi.Containers, ObjectSpecs.Container(name, container, plan), cancellationToken);
        }
        else
        {
            await engine.Client.CreateAsync(DcpApi.Executables, ObjectSpecs.Executable(name, running.Resource, plan), cancellationToken);
        }
    }

    // Parameters and connection strings run when they have a value.
    private async Task ResolveAsync(RunningResource running, CancellationToken cancellationToken)
    {
        var value = running.Resource is IValueProvider
            ? await ResolvedValue.OfAsync(running.Resource, cancellationToken)
            : new ResolvedValue("", IsSecret: false);
        notifications.Update(running.Id, s => s with
        {
            State = KnownResourceStates.Running,
            StartTimeStamp = DateTime.UtcNow,
            Properties = running.Resource is ParameterResource ? [new("Value", value.Shown) { IsSensitive = value.IsSecret }] : [],
        });
        readiness.Watch(running, cancellationToken);
    }
}

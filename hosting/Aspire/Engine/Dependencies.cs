using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Waits for what must happen before a resource starts.</summary>
internal sealed class Dependencies(ResourceNotificationService notifications)
{
    /// <exception cref="DependencyFailedException">It will not happen; the message says why.</exception>
    public async Task WaitAsync(RunningResource running, CancellationToken cancellationToken)
    {
        var waits = running.Resource.Annotations.OfType<WaitAnnotation>().ToList();
        if (waits.Count == 0)
        {
            return;
        }

        notifications.Update(running.Id, s => s with { State = KnownResourceStates.Waiting });
        await Task.WhenAll(waits.Select(wait => WaitAsync(running.Resource, wait, cancellationToken)));
    }

    private async Task WaitAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var decisive = await notifications.WaitForResourceAsync(
            wait.Resource.Name, e => Judge(e.Snapshot) != WaitOutcome.NotYet, cancellationToken);
        if (Judge(decisive.Snapshot) == WaitOutcome.Hopeless)
        {
            throw new DependencyFailedException($"'{resource.Name}' does not start, because {WaitRule.Explain(wait, decisive.Snapshot)}.");
        }

        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await decisive.Snapshot.Ready!.WaitAsync(cancellationToken);
        }

        WaitOutcome Judge(CustomResourceSnapshot snapshot) => WaitRule.Judge(wait, snapshot, notifications.IsUnavailable(snapshot));
    }
}

/// <summary>A resource is not started because of another one.</summary>
internal sealed class DependencyFailedException(string message) : DistributedApplicationException(message);

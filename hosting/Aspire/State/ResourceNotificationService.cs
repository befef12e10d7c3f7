using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Knows the state of every resource and tells those who watch.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _latest = new(StringComparer.Ordinal);
    private readonly HashSet<Channel<ResourceEvent>> _watchers = [];
    private readonly bool _failedStaysFailed;
    private bool _disposed;

    /// <param name="failedStaysFailed">Nobody can restart a resource by hand (there is no dashboard), so waiting on for one that failed is useless.</param>
    internal ResourceNotificationService(bool failedStaysFailed) => _failedStaysFailed = failedStaysFailed;

    /// <summary>Yields the latest state of every resource, then each change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (_, changes) = Subscribe();
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            Unsubscribe(changes);
        }
    }

    /// <exception cref="OperationCanceledException">The application was stopped before it came to that.</exception>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"The application was stopped while waiting for the resource '{resourceName}'.");
    }

    /// <summary>Waits for a state, <see cref="KnownResourceStates.Running"/> unless told otherwise.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
    {
        var state = targetState ?? KnownResourceStates.Running;
        return WaitForResourceAsync(resourceName, e => e.Snapshot.State?.Text == state, cancellationToken);
    }

    /// <summary>Waits until the resource is healthy and its ready event is handled.</summary>
    /// <exception cref="DistributedApplicationException">It ended or could not start, and there is no dashboard to restart it from.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var result = await WaitForResourceAsync(resourceName, e => IsReady(e.Snapshot) || IsUnavailable(e.Snapshot), cancellationToken);
        if (!IsReady(result.Snapshot))
        {
            throw new DistributedApplicationException($"The resource '{resourceName}' will not become healthy: its state is {result.Snapshot.State?.Text}.");
        }

        await result.Snapshot.Ready!.WaitAsync(cancellationToken);
        return result;
    }

    /// <param name="resourceId">The id or the name of a resource.</param>
    /// <param name="resourceEvent">Its latest state.</param>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            resourceEvent = _latest.GetValueOrDefault(resourceId)
                ?? _latest.Values.FirstOrDefault(e => string.Equals(e.Resource.Name, resourceId, StringComparison.OrdinalIgnoreCase));
            return resourceEvent is not null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryComplete();
            }
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a resource known.</summary>
    internal void Add(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
    {
        lock (_gate)
        {
            Publish(new ResourceEvent(resource, resourceId, snapshot));
        }
    }

    /// <summary>Changes the state of a known resource and returns the one before. An unchanged snapshot is not announced.</summary>
    internal CustomResourceSnapshot Update(string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_gate)
        {
            var before = _latest[resourceId];
            var after = change(before.Snapshot);
            if (!ReferenceEquals(after, before.Snapshot))
            {
                Publish(new ResourceEvent(before.Resource, resourceId, after));
            }

            return before.Snapshot;
        }
    }

    /// <summary>All resources as they are now, and every change from then on; give the channel back to <see cref="Unsubscribe"/>.</summary>
    internal (IReadOnlyList<ResourceEvent> Current, Channel<ResourceEvent> Changes) Subscribe(bool replay = true)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            var current = _latest.Values.ToList();
            if (replay)
            {
                current.ForEach(e => channel.Writer.TryWrite(e));
            }

            _watchers.Add(channel);
            if (_disposed)
            {
                channel.Writer.TryComplete();
            }

            return (current, channel);
        }
    }

    internal void Unsubscribe(Channel<ResourceEvent> changes)
    {
        lock (_gate)
        {
            _watchers.Remove(changes);
        }
    }

    internal static bool IsReady(CustomResourceSnapshot snapshot) => snapshot is { HealthStatus: HealthStatus.Healthy, Ready: not null };

    internal bool IsUnavailable(CustomResourceSnapshot snapshot) => _failedStaysFailed && snapshot.IsTerminal;

    private void Publish(ResourceEvent change)
    {
        _latest[change.ResourceId] = change;
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(change);
        }
    }
}

using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>A resource of this run. Each start of its process is an object of its own in the engine.</summary>
internal sealed class RunningResource(IResource resource, string id)
{
    private int _starts;

    public IResource Resource { get; } = resource;

    public string Id { get; } = id;

    /// <summary>The engine's collection that it is in; null for what is no process: parameters, connection strings.</summary>
    public string? Collection { get; } = CollectionOf(resource);

    /// <summary>The engine's object of the latest start; null before the first.</summary>
    public string? ObjectName { get; private set; }

    /// <summary>It was told to stop, so its end is no failure.</summary>
    public bool StopRequested { get; set; }

    /// <summary>One command at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    public string NextObjectName()
    {
        StopRequested = false;
        _starts++;
        return ObjectName = _starts == 1 ? Id : $"{Id}-{_starts}";
    }

    /// <summary>What the engine still says about the latest start no longer counts. Returns its object.</summary>
    public string? Forget()
    {
        var old = ObjectName;
        ObjectName = null;
        return old;
    }

    public static string? CollectionOf(IResource resource) => resource switch
    {
        ContainerResource => DcpApi.Containers,
        ExecutableResource or ProjectResource => DcpApi.Executables,
        _ => null,
    };
}

/// <summary>All resources of this run.</summary>
internal sealed class RunningResources(DistributedApplicationModel model)
{
    private readonly List<RunningResource> _all = [.. model.Resources.Select(r => new RunningResource(r, NewId(r)))];

    public IReadOnlyList<RunningResource> All => _all;

    public RunningResource? Find(string idOrName) =>
        _all.Find(r => r.Id == idOrName) ?? _all.Find(r => string.Equals(r.Resource.Name, idOrName, StringComparison.OrdinalIgnoreCase));

    public RunningResource? FindByObject(string objectName) => _all.Find(r => r.ObjectName == objectName);

    // Containers outlive a crash of the engine for a moment: a name of its own for each run keeps two runs apart.
    private static string NewId(IResource resource) =>
        RunningResource.CollectionOf(resource) is null ? resource.Name : $"{resource.Name}-{Random.Shared.GetString("abcdefghjkmnpqrstuvwxyz", 8)}";
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The name of a health check, registered with the AppHost's services, that says whether the resource is healthy.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}

/// <summary>A line in the dashboard's graph. <paramref name="type"/> is <c>Parent</c>, <c>Reference</c>, <c>WaitFor</c> or a word of one's own.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public string Type { get; } = type;
}

/// <summary>Marks a resource that sends its telemetry to the dashboard.</summary>
internal sealed class OtlpExporterAnnotation : IResourceAnnotation;

using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>A launch plan in the engine's words.</summary>
internal static class ObjectSpecs
{
    public static DcpObject<ExecutableSpec> Executable(string objectName, IResource resource, LaunchPlan plan)
    {
        // Behind a proxy the process listens on the port that the engine chose, or on its own fixed one.
        var producers = Proxied(resource)
            .Select(e => new ServiceProducer(EndpointAllocation.ServiceName(resource, e), e.TargetPort, e.TargetPort is null ? null : "localhost"));
        return new DcpObject<ExecutableSpec>(
            "Executable",
            new DcpMetadata(objectName) { Annotations = Annotations(resource, producers) },
            new ExecutableSpec(plan.Command!, plan.WorkingDirectory, Texts(plan), Variables(plan)));
    }

    public static DcpObject<ContainerSpec> Container(string objectName, ContainerResource resource, LaunchPlan plan)
    {
        var producers = Proxied(resource)
            .Select(e => new ServiceProducer(EndpointAllocation.ServiceName(resource, e), PortInside(resource, e), Address: null));
        var spec = new ContainerSpec(Image(resource), plan.Command, Texts(plan), Variables(plan))
        {
            Ports = [.. Endpoints(resource).Select(e => new ContainerPort(PortInside(resource, e), e.IsProxied ? null : e.Port))],
            VolumeMounts = [.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(Mount)],
        };
        return new DcpObject<ContainerSpec>("Container", new DcpMetadata(objectName) { Annotations = Annotations(resource, producers) }, spec);
    }

    private static string Image(ContainerResource resource)
    {
        var image = resource.Annotations.OfType<ContainerImageAnnotation>().Last();
        return image.Tag is null ? image.Image : $"{image.Image}:{image.Tag}";
    }

    private static ContainerVolume Mount(ContainerMountAnnotation mount) =>
        new(mount.Type == ContainerMountType.BindMount ? "bind" : "volume", mount.Source, mount.Target, mount.IsReadOnly);

    private static int PortInside(ContainerResource resource, EndpointAnnotation endpoint) => endpoint.TargetPort
        ?? throw new DistributedApplicationException($"The endpoint '{endpoint.Name}' of the container '{resource.Name}' needs a target port: the port inside the container.");

    private static Dictionary<string, string> Annotations(IResource resource, IEnumerable<ServiceProducer> producers)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["resource-name"] = resource.Name };
        if (producers.ToList() is { Count: > 0 } services)
        {
            annotations[ServiceProducer.Annotation] = JsonSerializer.Serialize(services, DcpApi.Json);
        }

        return annotations;
    }

    private static IEnumerable<EndpointAnnotation> Endpoints(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>();

    private static IEnumerable<EndpointAnnotation> Proxied(IResource resource) => Endpoints(resource).Where(e => e.IsProxied);

    private static IReadOnlyList<string> Texts(LaunchPlan plan) => [.. plan.Arguments.Select(a => a.Text)];

    private static IReadOnlyList<DcpVariable> Variables(LaunchPlan plan) => [.. plan.Environment.Select(v => new DcpVariable(v.Key, v.Value.Text))];
}

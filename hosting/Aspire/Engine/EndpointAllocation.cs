using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Engine.Dcp;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Gives every endpoint its address before any resource starts, so that any resource can be told about any other.</summary>
internal sealed class EndpointAllocation(DistributedApplicationModel model)
{
    private static readonly TimeSpan ProxyTimeout = TimeSpan.FromSeconds(20);

    private readonly List<(IResource Resource, EndpointAnnotation Endpoint)> _endpoints =
        [.. model.Resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>().Select(e => (r, e)))];

    /// <summary>The engine's name of a proxied endpoint.</summary>
    public static string ServiceName(IResource resource, EndpointAnnotation endpoint) => $"{resource.Name}-{endpoint.Name}".ToLowerInvariant();

    /// <exception cref="PortTakenException">Somebody listens on a port that an endpoint must have, or two endpoints want the same.</exception>
    public void CheckFixedPorts()
    {
        var wanted = new Dictionary<int, IResource>();
        foreach (var (resource, endpoint) in _endpoints)
        {
            if (FixedPort(resource, endpoint) is not { } port)
            {
                continue;
            }

            if (!wanted.TryAdd(port, resource))
            {
                throw PortTakenException.ByResource(resource, endpoint, port, wanted[port]);
            }

            if (!LoopbackPort.IsFree(port))
            {
                throw PortTakenException.ByOtherProgram(resource, endpoint, port);
            }
        }
    }

    public async Task AllocateAsync(DcpClient dcp, CancellationToken cancellationToken)
    {
        var taken = _endpoints.Select(e => FixedPort(e.Resource, e.Endpoint)).OfType<int>().ToHashSet();
        foreach (var (resource, endpoint) in _endpoints.Where(e => !e.Endpoint.IsProxied))
        {
            var port = FixedPort(resource, endpoint) ?? LoopbackPort.FindFree(taken);
            taken.Add(port);
            endpoint.Port = port;
            if (resource is not ContainerResource)
            {
                endpoint.TargetPort = port;
            }

            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port);
        }

        await CreateProxiesAsync(dcp, cancellationToken);
    }

    // The engine fills {{- portForServing "name" -}} in with the port that the process behind the proxy is to listen on.
    private async Task CreateProxiesAsync(DcpClient dcp, CancellationToken cancellationToken)
    {
        var waiting = _endpoints.Where(e => e.Endpoint.IsProxied).ToDictionary(e => ServiceName(e.Resource, e.Endpoint), e => e.Endpoint);
        foreach (var (name, endpoint) in waiting)
        {
            await dcp.CreateAsync(
                DcpApi.Services, new DcpObject<ServiceSpec>("Service", new DcpMetadata(name), new ServiceSpec(endpoint.Port)), cancellationToken);
        }

        if (waiting.Count == 0)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProxyTimeout);
        try
        {
            await foreach (var change in dcp.WatchAsync<ServiceStatus>(DcpApi.Services, limit.Token))
            {
                var name = change.Object.Metadata.Name;
                if (change.Object.Status?.EffectivePort is > 0 and var port && waiting.Remove(name, out var endpoint))
                {
                    var target = endpoint.TargetPort is null ? $$$"""{{- portForServing "{{{name}}}" -}}""" : null;
                    endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port, target);
                }

                if (waiting.Count == 0)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"The engine gave no port to: {string.Join(", ", waiting.Keys)}.");
        }
    }

    private static int? FixedPort(IResource resource, EndpointAnnotation endpoint) =>
        endpoint.Port ?? (endpoint.IsProxied || resource is ContainerResource ? null : endpoint.TargetPort);
}

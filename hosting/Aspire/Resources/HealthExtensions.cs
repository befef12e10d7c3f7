using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Hosting.Engine;

namespace Aspire.Hosting;

/// <summary>How one tells that a resource is healthy.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Names a health check that is registered with <c>builder.Services.AddHealthChecks()</c>.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(h => h.Key == key))
        {
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has a health check with the key '{key}'.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Healthy is the status code (200) in answer to GET <paramref name="path"/> on the endpoint (the first http one).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        path ??= "/";
        var expected = statusCode ?? 200;
        var endpoint = new EndpointReference(builder.Resource, endpointName ?? FirstHttpEndpoint(builder.Resource));
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{expected}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => ActivatorUtilities.CreateInstance<HttpEndpointCheck>(services, endpoint, path, expected), HealthStatus.Unhealthy, tags: null));
        return builder.WithHealthCheck(key);
    }

    private static string FirstHttpEndpoint(IResource resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => e.UriScheme is "http" or "https")?.Name
        ?? throw new DistributedApplicationException($"Resource '{resource.Name}' has no http endpoint to check: add the endpoint before its health check.");
}

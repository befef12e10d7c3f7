using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Servers;

/// <summary>PostgreSQL, Redis or RabbitMQ as the AppHost sees it, wherever it runs.</summary>
public abstract class StackServer
{
    private protected StackServer(IResourceBuilder<IResource>? resource) => Resource = resource;

    /// <summary>The container or process that this stack starts; null when the server runs elsewhere and was given.</summary>
    public IResourceBuilder<IResource>? Resource { get; }
}

/// <summary>Waiting for servers.</summary>
public static class StackServerBuilderExtensions
{
    /// <summary>Starts the resource once the server is healthy; one that was given is not waited for.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, StackServer server)
        where T : IResourceWithWaitSupport =>
        server.Resource is { } resource ? builder.WaitFor(resource) : builder;
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrustedPublishing.Hosting.Servers;

/// <summary>A server is healthy when it answers in its own protocol, to an account that it must know.</summary>
internal static class ServerHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Adds a check that is passed when <paramref name="probe"/> ends without an exception within 5 seconds.</summary>
    public static void WithProbe<T>(this IResourceBuilder<T> builder, Func<CancellationToken, Task> probe)
        where T : IResource
    {
        var key = $"{builder.Resource.Name}-answers";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, cancellationToken => CheckAsync(probe, cancellationToken));
        builder.WithHealthCheck(key);
    }

    private static async Task<HealthCheckResult> CheckAsync(Func<CancellationToken, Task> probe, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await probe(limit.Token);
            return HealthCheckResult.Healthy();
        }
        // Each protocol has exceptions of its own; whichever it is, the server does not answer as it should.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}

using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>GETs a path of an endpoint, within 5 s.</summary>
internal sealed class HttpEndpointCheck(IHttpClientFactory clients, EndpointReference endpoint, string path, int expectedStatus) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        var url = new Uri(new Uri(endpoint.Url), path);
        try
        {
            using var client = clients.CreateClient(nameof(HttpEndpointCheck));
            using var response = await client.GetAsync(url, limit.Token);
            var status = (int)response.StatusCode;
            return status == expectedStatus
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"{url} answered {status}, expected {expectedStatus}."));
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy($"{url}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"{url} did not answer within {Timeout.TotalSeconds} s.");
        }
    }
}

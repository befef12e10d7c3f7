using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Not ready until the trusted publishers were loaded; degraded while they are too old to decide by.</summary>
internal sealed class DirectoryCheck(PublisherDirectory directory, IOptions<PublisherOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var age = directory.Age;
        return Task.FromResult(age == TimeSpan.MaxValue
            ? HealthCheckResult.Unhealthy("The trusted publishers were not loaded yet.")
            : age > options.Value.MaxAge
                ? HealthCheckResult.Degraded("The list of trusted publishers is out of date.")
                : HealthCheckResult.Healthy());
    }
}

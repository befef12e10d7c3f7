using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace TrustedPublishing.JwksCache.Storage;

internal static class RedisSetup
{
    /// <summary>Connects to <c>ConnectionStrings:redis</c>; readiness follows whether it answers.</summary>
    public static void AddRedis(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("redis") is { Length: > 0 } given
            ? given
            : throw new InvalidOperationException("The setting 'ConnectionStrings:redis' is missing.");
        var options = ConfigurationOptions.Parse(connectionString);
        // The service starts without Redis, too, and answers 503 at once while it is away.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "jwks-cache";
        // Both would need rights outside of jwks:*.
        options.TieBreaker = "";
        options.ConfigurationChannel = "";
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(options));
        builder.Services.AddSingleton(services => services.GetRequiredService<IConnectionMultiplexer>().GetDatabase());
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
    }

    /// <summary>Whether the exception means that Redis is away, as opposed to a mistake of ours.</summary>
    public static bool IsOutage(Exception e) => e is RedisException or RedisTimeoutException;

    /// <summary>For the log: a refusal of the server in its words (a missing right, for example), else the kind of trouble.</summary>
    public static string Describe(Exception e) => e is RedisConnectionException or RedisTimeoutException ? e.GetType().Name : $"{e.GetType().Name}: {e.Message}";

    private sealed class RedisHealth(IDatabase redis) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await redis.PingAsync().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (IsOutage(e))
            {
                return HealthCheckResult.Unhealthy("Redis does not answer.", e);
            }
        }
    }
}

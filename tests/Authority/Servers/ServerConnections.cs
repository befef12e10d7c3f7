using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Servers.Postgres;
using TrustedPublishing.Hosting.Servers.RabbitMq;
using TrustedPublishing.Hosting.Servers.Redis;

namespace TrustedPublishing.Authority.Servers;

/// <summary>How each service reaches each server, as its own user.</summary>
internal sealed class ServerConnections
{
    private readonly Dictionary<string, ReferenceExpression> described = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> read = new(StringComparer.Ordinal);

    public ServerConnections(PostgresServer postgres, RedisServer redis, RabbitMqServer rabbitMq)
    {
        described["postgres admin"] = postgres.AdminConnectionString!;
        foreach (var service in (string[])["publisher-config", "token-exchange", "audit"])
        {
            described[$"postgres {service}"] = postgres.ConnectionString(service);
        }

        foreach (var user in (string[])["jwks-cache", LocalServers.Operator])
        {
            described[$"redis {user}"] = redis.ConnectionString(user);
        }

        foreach (var user in (string[])["publisher-config", "jwks-cache", "token-exchange", "audit", LocalServers.Operator])
        {
            described[$"rabbitmq {user}"] = rabbitMq.ConnectionString(user);
        }
    }

    public string PostgresAdmin => read["postgres admin"];

    public string Postgres(string service) => read[$"postgres {service}"];

    public string Redis(string user) => read[$"redis {user}"];

    public string RabbitMq(string user) => read[$"rabbitmq {user}"];

    /// <summary>The values are known once the servers have their ports.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, expression) in described)
        {
            read[name] = (await expression.GetValueAsync(cancellationToken))!;
        }
    }
}

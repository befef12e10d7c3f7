using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustedPublishing.Hosting.Servers;
using TrustedPublishing.Hosting.Servers.Postgres;
using TrustedPublishing.Hosting.Servers.RabbitMq;
using TrustedPublishing.Hosting.Servers.Redis;

namespace TrustedPublishing.Authority.Servers;

/// <summary>
/// PostgreSQL, Redis and RabbitMQ, chosen, configured and started by the same code as the stack's, with the accounts that the
/// AppHost gives them. The engine ends them when this process ends, however that ends.
/// </summary>
internal sealed class LocalServers : IAsyncDisposable
{
    /// <summary>An account with all rights on Redis and RabbitMQ, for whoever measures or disturbs; the stack itself has none.</summary>
    public const string Operator = "operator";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private readonly DistributedApplication application;

    private LocalServers(DistributedApplication application, StackServer postgres, StackServer redis, StackServer rabbitMq)
    {
        this.application = application;
        Postgres = new LocalServer("postgres", application, postgres.Resource!.Resource.Name);
        Redis = new LocalServer("redis", application, redis.Resource!.Resource.Name);
        RabbitMq = new LocalServer("rabbitmq", application, rabbitMq.Resource!.Resource.Name);
    }

    public LocalServer Postgres { get; }

    public LocalServer Redis { get; }

    public LocalServer RabbitMq { get; }

    /// <summary>By service, and by <c>admin</c> or <see cref="Operator"/>.</summary>
    public ServerConnections Connections { get; private set; } = null!;

    public static async Task<LocalServers> StartAsync(string folder)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // This assembly knows where the engine is, whoever uses it.
            AssemblyName = typeof(LocalServers).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.Configuration["Stack:StateFolder"] = folder;
        // A container cannot be paused and killed as a process can.
        builder.Configuration["Stack:Servers"] = "process";
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));

        var postgres = await builder.AddPostgresServerAsync("postgres", []);
        var redis = await builder.AddRedisServerAsync("redis", [RedisUser.ForKeys("jwks-cache", "jwks:"), RedisUser.WithFullRights(Operator)]);
        var rabbitMq = await builder.AddRabbitMqServerAsync("rabbitmq",
        [
            BrokerUser.ForService("publisher-config", "token-exchange"),
            BrokerUser.ForService("jwks-cache"),
            BrokerUser.ForService("token-exchange", "publisher-config", "jwks-cache"),
            BrokerUser.ForService("audit", "publisher-config", "jwks-cache", "token-exchange").AlsoPublishing("events"),
            BrokerUser.WithFullRights(Operator),
        ]);
        var connections = new ServerConnections(postgres, redis, rabbitMq);

        var servers = new LocalServers(builder.Build(), postgres, redis, rabbitMq);
        try
        {
            await servers.application.StartAsync();
            using var limit = new CancellationTokenSource(StartLimit);
            await Task.WhenAll(new[] { servers.Postgres, servers.Redis, servers.RabbitMq }.Select(s => s.UntilHealthyAsync(limit.Token)));
            await connections.ReadAsync(limit.Token);
            servers.Connections = connections;
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(new[] { Postgres, Redis, RabbitMq }.Select(s => s.ResumeAsync()));
        await application.StopAsync();
        await application.DisposeAsync();
    }
}

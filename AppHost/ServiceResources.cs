using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers;
using TrustedPublishing.Hosting.Servers.Postgres;
using TrustedPublishing.Hosting.Servers.RabbitMq;
using TrustedPublishing.Hosting.Servers.Redis;

namespace TrustedPublishing.AppHost;

/// <summary>How a service of the stack is wired to servers, settings and other services.</summary>
internal static class ServiceResources
{
    private const string Internal = "internal";

    /// <summary>
    /// Adds a service with an internal listener on loopback, where its health is asked for, and, if people reach it, its public
    /// address. No proxy stands in front: the exchange is meant to be fast.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, StackAddresses addresses)
        where TProject : IProjectMetadata, new()
    {
        var service = builder.AddProgram<TProject>(name)
            .WithHttpEndpoint(name: Internal, env: "Internal__Port", isProxied: false)
            .WithHttpHealthCheck("/health", endpointName: Internal)
            .WithSettings("TrustedProxies", "Kestrel", "Logging");
        if (StackAddresses.Public.Contains(name))
        {
            var port = addresses.Port(name);
            service.WithHttpEndpoint(port: port, targetPort: port, name: "http", isProxied: false)
                .WithEnvironment("ASPNETCORE_URLS", addresses.ListenUrl(name))
                .WithEnvironment("PublicBaseUrl", addresses.PublicUrl(name));
        }

        return service;
    }

    /// <summary>
    /// The service's <c>migrate</c> step: it creates role, database, schema and queues, and ends. It begins while RabbitMQ, which takes
    /// longest, still starts.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddMigration<TProject>(
        this IDistributedApplicationBuilder builder, string service, PostgresServer postgres, RabbitMqServer rabbitmq)
        where TProject : IProjectMetadata, new()
    {
        var migration = builder.AddProgram<TProject>($"{service}-migrations")
            .WithArgs("migrate")
            .WithDatabase(postgres, service)
            .WithRabbitMqAddress(rabbitmq, service);
        return postgres.AdminConnectionString is { } admin ? migration.WithEnvironment("ConnectionStrings__postgres-admin", admin) : migration;
    }

    /// <summary>The services have no launch profiles: everything that they are told stands here.</summary>
    private static IResourceBuilder<ProjectResource> AddProgram<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, launchProfileName: null)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName);

    public static IResourceBuilder<ProjectResource> WithDatabase(this IResourceBuilder<ProjectResource> service, PostgresServer postgres, string name) =>
        service.WithEnvironment($"ConnectionStrings__{name}", postgres.ConnectionString(name)).WaitFor(postgres);

    public static IResourceBuilder<ProjectResource> WithRedis(this IResourceBuilder<ProjectResource> service, RedisServer redis, string name) =>
        service.WithEnvironment("ConnectionStrings__redis", redis.ConnectionString(name)).WaitFor(redis);

    public static IResourceBuilder<ProjectResource> WithRabbitMq(this IResourceBuilder<ProjectResource> service, RabbitMqServer rabbitmq, string name) =>
        service.WithRabbitMqAddress(rabbitmq, name).WaitFor(rabbitmq);

    private static IResourceBuilder<ProjectResource> WithRabbitMqAddress(this IResourceBuilder<ProjectResource> service, RabbitMqServer rabbitmq, string name) =>
        service.WithEnvironment("ConnectionStrings__rabbitmq", rabbitmq.ConnectionString(name));

    /// <summary>Hands settings that the AppHost was given, by environment or arguments, to the service that they are for.</summary>
    public static IResourceBuilder<ProjectResource> WithSettings(this IResourceBuilder<ProjectResource> service, params string[] sections) =>
        service.WithEnvironment(context =>
        {
            var configuration = service.ApplicationBuilder.Configuration;
            foreach (var (key, value) in sections.SelectMany(s => configuration.GetSection(s).AsEnumerable()))
            {
                if (value is not null)
                {
                    context.EnvironmentVariables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
                }
            }
        });

    /// <summary>Where the root keys of API tokens lie: a file that only this user can read, made by the migration.</summary>
    public static IResourceBuilder<ProjectResource> WithKeyRing(this IResourceBuilder<ProjectResource> service, IDistributedApplicationBuilder builder) =>
        service.WithEnvironment("Tokens__RingPath", Path.Combine(StackFolders.State(key => builder.Configuration[key]), "token-keys.json"));

    /// <summary>Where the log's private key lies, made by the migration, and where its checkpoints are kept outside the database.</summary>
    public static IResourceBuilder<ProjectResource> WithLogKey(this IResourceBuilder<ProjectResource> service, IDistributedApplicationBuilder builder, StackAddresses addresses)
    {
        var state = StackFolders.State(key => builder.Configuration[key]);
        return service
            .WithEnvironment("Log__KeyPath", Path.Combine(state, "log-key.txt"))
            .WithEnvironment("Log__CheckpointFolder", Path.Combine(state, "checkpoints"))
            .WithEnvironment("Log__Origin", $"{new Uri(addresses.PublicUrl("audit")).Authority}/log");
    }

    /// <summary>Which registry the exchange mints for, and who may introspect.</summary>
    public static IResourceBuilder<ProjectResource> WithRegistry(this IResourceBuilder<ProjectResource> exchange, StackSecrets secrets, StackAddresses addresses)
    {
        exchange.WithEnvironment("Tokens__InstallationId", secrets.InstallationId)
            .WithEnvironment("Registry__Clients__registry__SecretHashes__0", secrets.RegistrySecretHash);
        var configuration = exchange.ApplicationBuilder.Configuration;
        if (configuration["Registry:Id"] is null)
        {
            exchange.WithEnvironment("Registry__Id", new Uri(addresses.PublicUrl("token-exchange")).Authority);
        }

        // In Production the exchange derives its audience from its public host.
        return addresses.IsProduction || configuration.GetSection("Registry:Audiences").GetChildren().Any()
            ? exchange
            : exchange.WithEnvironment("Registry__Audiences__0", secrets.Audience);
    }

    /// <summary>Lets <paramref name="publisherConfig"/> ask the simulator for ids, as it asks api.github.com where that is set.</summary>
    public static void AskedForIdsBy(
        this IResourceBuilder<ProjectResource> simulator, StackAddresses addresses, IResourceBuilder<ProjectResource> publisherConfig)
    {
        var address = addresses.PublicUrl(simulator.Resource.Name);
        publisherConfig.WithEnvironment("Issuers__simulated-github__ApiBaseUrl", $"{address}/github/api")
            .WithEnvironment("Issuers__simulated-gitlab__ApiBaseUrl", $"{address}/gitlab/api/v4");
    }

    /// <summary>Lets <paramref name="caller"/> call <paramref name="callee"/>'s internal endpoints, with a key that only the two know.</summary>
    public static IResourceBuilder<ProjectResource> MayCall(
        this IResourceBuilder<ProjectResource> caller, IResourceBuilder<ProjectResource> callee, StackSecrets secrets)
    {
        var (from, to) = (caller.Resource.Name, callee.Resource.Name);
        var key = secrets.CallKey(from, to);
        callee.WithEnvironment($"Internal__Callers__{from}__Keys__0", key);
        return caller
            .WithEnvironment($"Internal__Callees__{to}__Key", key)
            .WithEnvironment($"Internal__Callees__{to}__Url", callee.GetEndpoint(Internal));
    }

    /// <summary>Makes the simulator's issuers further issuers of their provider kinds, as an operator does for self-managed instances.</summary>
    public static void TrustedBy(this IResourceBuilder<ProjectResource> simulator, StackAddresses addresses, params IResourceBuilder<ProjectResource>[] services)
    {
        foreach (var provider in (string[])["github", "gitlab", "google", "activestate"])
        {
            foreach (var service in services)
            {
                service.WithEnvironment($"Issuers__simulated-{provider}__Issuer", $"{addresses.PublicUrl(simulator.Resource.Name)}/{provider}")
                    .WithEnvironment($"Issuers__simulated-{provider}__Provider", provider);
            }
        }
    }
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>Redis in a container. The engine publishes its port on loopback only.</summary>
internal static class RedisContainer
{
    /// <summary>7.2 is the last version under a permissive licence.</summary>
    private const string Image = "docker.io/library/redis";
    private const string Tag = "7.2.11";

    /// <summary>
    /// The configuration comes in a variable and goes to the server's standard input: a mounted file would have to be readable for
    /// the image's user. It holds hashes, no passwords.
    /// </summary>
    private const string Start = """
        exec docker-entrypoint.sh redis-server - <<END
        $REDIS_CONFIGURATION
        END
        """;

    public static IResourceBuilder<ContainerResource> Add(
        IDistributedApplicationBuilder builder, string name, IReadOnlyDictionary<RedisUser, IResourceBuilder<ParameterResource>> passwords) =>
        builder.AddContainer(name, Image, Tag)
            .WithEndpoint(targetPort: 6379, scheme: "tcp", name: "tcp")
            .WithVolume($"trusted-publishing-{name}", "/data")
            .WithEntrypoint("sh")
            .WithArgs("-c", Start)
            .WithEnvironment(async context =>
            {
                var users = await passwords.ReadAsync(context.CancellationToken);
                context.EnvironmentVariables["REDIS_CONFIGURATION"] = RedisConfiguration.Write("0.0.0.0", "/data", users);
            });
}

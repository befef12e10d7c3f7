using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>RabbitMQ in a container. The engine publishes its port on loopback only.</summary>
internal static class RabbitMqContainer
{
    private const string Image = "docker.io/library/rabbitmq";
    private const string Tag = "3.13.7";
    private const int Major = 3;

    /// <summary>
    /// Definitions and configuration come in variables: mounted files would have to be readable for the image's user. They hold
    /// salted hashes, no passwords.
    /// </summary>
    private const string Start = """
        umask 027
        printf '%s' "$STACK_DEFINITIONS" >/etc/rabbitmq/definitions.json
        printf 'load_definitions = /etc/rabbitmq/definitions.json\n' >/etc/rabbitmq/conf.d/90-stack.conf
        chown -R rabbitmq:rabbitmq /etc/rabbitmq
        unset STACK_DEFINITIONS
        exec docker-entrypoint.sh rabbitmq-server
        """;

    public static IResourceBuilder<ContainerResource> Add(
        IDistributedApplicationBuilder builder, string name, IReadOnlyDictionary<BrokerUser, IResourceBuilder<ParameterResource>> passwords) =>
        builder.AddContainer(name, Image, Tag)
            .WithEndpoint(targetPort: 5672, scheme: "amqp", name: "amqp")
            .WithVolume($"trusted-publishing-{name}", "/var/lib/rabbitmq")
            // The data belong to a node's name, and a container's host name changes.
            .WithEnvironment("RABBITMQ_NODENAME", "stack@localhost")
            .WithEntrypoint("sh")
            .WithArgs("-c", Start)
            .WithEnvironment(async context =>
            {
                var users = await passwords.ReadAsync(context.CancellationToken);
                context.EnvironmentVariables["STACK_DEFINITIONS"] = BrokerDefinitions.Write(users, Major);
            });
}

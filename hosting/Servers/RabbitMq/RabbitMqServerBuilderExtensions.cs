using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using RabbitMQ.Client;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;
using TrustedPublishing.Hosting.Servers.Processes;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>Adds RabbitMQ to the stack.</summary>
public static class RabbitMqServerBuilderExtensions
{
    /// <summary>
    /// Chooses where RabbitMQ comes from (<see cref="ServerChoice"/>), fetches it when it must be, and adds it with these users, whose
    /// passwords are <c>rabbitmq-&lt;user&gt;-password</c>. <c>ConnectionStrings:rabbitmq-&lt;user&gt;</c> for every user, or
    /// <c>ConnectionStrings:rabbitmq</c> for all of them, means that nothing is started.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="users">At least one; the first also checks the server's health.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="PrerequisiteException">There is no way to a server; the message says what to do.</exception>
    public static async Task<RabbitMqServer> AddRabbitMqServerAsync(
        this IDistributedApplicationBuilder builder, string name, IReadOnlyList<BrokerUser> users, CancellationToken cancellationToken = default)
    {
        RabbitMqPrograms? installed = null;
        var isGiven = users.All(user => Given(builder, user) is not null);
        var kind = await ServerChoice.ChooseAsync(name, isGiven, builder.Configuration[ServerChoice.Setting], ContainerRuntime.AnswersAsync,
            () => Task.FromResult((installed = RabbitMqPrograms.FindInstalled()) is not null));
        if (kind == ServerKind.Given)
        {
            return new RabbitMqServer(resource: null, users.ToDictionary(user => user.Name, user => GivenConnection(builder, user), StringComparer.Ordinal));
        }

        var passwords = users.ToDictionary(user => user, user => builder.AddGeneratedSecret($"rabbitmq-{user.Name}-password"));
        if (kind == ServerKind.Container)
        {
            return Running(RabbitMqContainer.Add(builder, name, passwords), users, passwords);
        }

        var programs = installed
            ?? await RabbitMqPrograms.FetchAsync(ServerCache.Of(builder), ServerCache.Report, cancellationToken);
        return Running(RabbitMqProcess.Add(builder, name, programs, passwords), users, passwords);
    }

    private static (string Name, string Value)? Given(IDistributedApplicationBuilder builder, BrokerUser user)
    {
        foreach (var name in new[] { $"rabbitmq-{user.Name}", "rabbitmq" })
        {
            if (GivenConnections.Find(builder, name) is { } value)
            {
                return (name, value);
            }
        }

        return null;
    }

    private static ReferenceExpression GivenConnection(IDistributedApplicationBuilder builder, BrokerUser user)
    {
        var (name, value) = Given(builder, user)!.Value;
        return GivenConnections.AsSecret(builder, name, value);
    }

    private static RabbitMqServer Running<T>(
        IResourceBuilder<T> resource, IReadOnlyList<BrokerUser> users, IReadOnlyDictionary<BrokerUser, IResourceBuilder<ParameterResource>> passwords)
        where T : IResourceWithEndpoints
    {
        var port = resource.GetEndpoint("amqp").Property(EndpointProperty.Port);
        var connections = users.ToDictionary(
            user => user.Name,
            user => ReferenceExpression.Create($"amqp://{user.Name}:{passwords[user]}@127.0.0.1:{port}/"),
            StringComparer.Ordinal);
        resource.WithProbe(async cancellationToken =>
        {
            var address = await connections[users[0].Name].GetValueAsync(cancellationToken);
            var factory = new ConnectionFactory { Uri = new Uri(address!), AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        });
        return new RabbitMqServer((IResourceBuilder<IResource>)resource, connections);
    }
}

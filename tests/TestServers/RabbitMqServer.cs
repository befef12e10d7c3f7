using TrustedPublishing.Hosting.Servers.RabbitMq;
using Xunit;

namespace TrustedPublishing.TestServers;

/// <summary>
/// A RabbitMQ server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(RabbitMqServer))]</c>. The variable
/// <c>TEST_RABBITMQ</c> gives one that runs already; it is then not the tests' to stop.
/// </summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    private const string User = "tests";
    private ServerUnderTest? server;

    /// <summary>An <c>amqp://user:password@host:port/</c> address with full rights.</summary>
    public string Uri { get; private set; } = "";

    /// <summary>False when the server was given: it cannot be stopped.</summary>
    public bool IsOwn => server is not null;

    public async ValueTask InitializeAsync()
    {
        if (GivenServer.ConnectionString("TEST_RABBITMQ") is { } given)
        {
            Uri = given;
            return;
        }

        (server, Uri) = await ServerUnderTest.StartAsync(async builder =>
        {
            var rabbitMq = await builder.AddRabbitMqServerAsync("rabbitmq", [BrokerUser.WithFullRights(User)]);
            return (rabbitMq, rabbitMq.ConnectionString(User));
        });
    }

    /// <summary>Stops the server, as an outage would; its data and its port stay.</summary>
    public Task StopAsync() => Own().StopServerAsync();

    /// <summary>Starts the server again on the same port and data; returns when it answers.</summary>
    public Task StartAsync() => Own().StartServerAsync();

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ServerUnderTest Own() => server
        ?? throw new InvalidOperationException("The server given by TEST_RABBITMQ is not the tests' to stop. Unset the variable to run this test.");
}

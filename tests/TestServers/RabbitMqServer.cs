using Xunit;

namespace TrustedPublishing.TestServers;

/// <summary>A RabbitMQ server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(RabbitMqServer))]</c>.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    /// <summary>An <c>amqp://user:password@host:port/</c> address with full rights.</summary>
    public string Uri { get; private set; } = "";

    public ValueTask InitializeAsync()
    {
        Uri = GivenServer.ConnectionString("TEST_RABBITMQ");
        return ValueTask.CompletedTask;
    }

    /// <summary>Stops the server, as an outage would; its data and its port stay.</summary>
    public Task StopAsync() => throw GivenServer.CannotBeStopped("TEST_RABBITMQ", new Uri(Uri).Port);

    /// <summary>Starts the server again on the same port and data; returns when it answers.</summary>
    public Task StartAsync() => throw GivenServer.CannotBeStopped("TEST_RABBITMQ", new Uri(Uri).Port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

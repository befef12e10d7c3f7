using RabbitMQ.Client;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Hosting.Tests.Servers;

/// <summary>The fixtures that the services' tests stand on.</summary>
public sealed class TestServersTests(PostgresServer postgres, RabbitMqServer rabbitMq)
{
    [Fact]
    public async Task Every_database_is_another_one()
    {
        var first = await postgres.CreateDatabaseAsync("audit");
        var second = await postgres.CreateDatabaseAsync("audit");

        Assert.Contains("Database=audit_", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task An_outage_of_the_broker_keeps_its_address_and_its_messages()
    {
        Assert.SkipUnless(rabbitMq.IsOwn, "TEST_RABBITMQ gives a broker that is not the tests' to stop.");
        await WithChannelAsync(async channel =>
        {
            await channel.QueueDeclareAsync("outage", durable: true, exclusive: false, autoDelete: false);
            await channel.BasicPublishAsync("", "outage", mandatory: true, new BasicProperties { Persistent = true }, new byte[] { 1 });
        });

        await rabbitMq.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => WithChannelAsync(_ => Task.CompletedTask));

        await rabbitMq.StartAsync();

        await WithChannelAsync(async channel => Assert.NotNull(await channel.BasicGetAsync("outage", autoAck: true)));
    }

    private async Task WithChannelAsync(Func<IChannel, Task> act)
    {
        var factory = new ConnectionFactory { Uri = new Uri(rabbitMq.Uri), AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        await act(channel);
    }
}

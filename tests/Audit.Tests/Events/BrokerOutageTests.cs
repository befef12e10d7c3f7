using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Events;

/// <summary>A broker that is stopped in the middle. Its own, for others need theirs.</summary>
public sealed class BrokerOutageTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly RabbitMqServer broker = new();
    private AuditLog log = null!;

    public async ValueTask InitializeAsync()
    {
        await broker.InitializeAsync();
        log = await AuditLog.CreateAsync(postgres, broker);
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task An_outage_in_the_middle_delays_events_and_loses_none()
    {
        Assert.SkipUnless(broker.IsOwn, "The server given by TEST_RABBITMQ is not the tests' to stop.");
        const int Count = 600;
        var subscriber = await EventSubscriber.BindAsync(broker.Uri, "audit.events");
        log.StartPublisher(("Events:Enabled", "true"));
        await log.UntilListeningAsync();
        await subscriber.ConsumeAsync();
        await AppendAsync(1, 200);
        await subscriber.UntilAsync(150);

        await broker.StopAsync();
        await AppendAsync(201, 200).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await broker.StartAsync();
        await AppendAsync(401, 200);
        await subscriber.ReconnectAsync();
        await subscriber.UntilAsync(Count - 1);

        var inOrderOfFirstCome = subscriber.Indices.Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), inOrderOfFirstCome);
        await subscriber.DisposeAsync();
    }

    private Task AppendAsync(int first, int count) =>
        log.ExchangeAppendsAsync(Enumerable.Range(first, count).Select(i => Records.Minted(i)));
}

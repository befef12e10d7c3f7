using RabbitMQ.Client;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Events;

public sealed class EventExchangeTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private readonly string exchange = $"audit.events-{Guid.NewGuid():N}";
    private AuditLog log = null!;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(rabbit.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeleteAsync(exchange);
    }

    [Fact]
    public async Task Consumers_get_the_entries_as_CloudEvents_by_what_they_bound_to()
    {
        await using var all = await EventSubscriber.BindAsync(rabbit.Uri, exchange);
        await using var refusals = await EventSubscriber.BindAsync(rabbit.Uri, exchange, "token-exchange.token-exchange-denied");
        await using var changes = await EventSubscriber.BindAsync(rabbit.Uri, exchange, "publisher-config.*");
        await AppendAsync(1, 3);
        Start();
        foreach (var subscriber in (EventSubscriber[])[all, refusals, changes])
        {
            await subscriber.ConsumeAsync();
        }
        await UntilFollowedAsync(2);

        await log.AppendAsync(EntryTypes.PublisherConfig, Records.Created(1));
        await log.ExchangeAppendsAsync(Records.Denied(4, "already_used"), Records.Minted(5));
        await all.UntilAsync(5);
        await changes.UntilAsync(3);
        await refusals.UntilAsync(4);

        // What was in the log before it was switched on is not sent.
        Assert.Equal([3, 4, 5], all.Indices);
        Assert.Equal([4], refusals.Indices);
        Assert.Equal([3], changes.Indices);
        Assert.All(all.Received, one => Assert.Equal(one.RoutingKey, one.Event.Type));
        Assert.All(all.Received, one => Assert.True(one.Event.IsValid));
    }

    [Fact]
    public async Task A_restart_in_the_middle_loses_nothing_and_two_replicas_do_not_send_twice()
    {
        await using var subscriber = await EventSubscriber.BindAsync(rabbit.Uri, exchange);
        await subscriber.ConsumeAsync();
        var (first, second) = (Start(), Start());
        await UntilFollowedAsync(-1);

        await AppendAsync(1, 150);
        await subscriber.UntilAsync(20);
        await first.DisposeAsync();
        await AppendAsync(151, 150);
        await subscriber.UntilAsync(200);
        await second.DisposeAsync();
        await AppendAsync(301, 100);
        Start();
        await subscriber.UntilAsync(399);

        // A replica that stops gives its page up: that page may come twice, from its beginning.
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (long)i), subscriber.Indices.Distinct());
        Assert.InRange(subscriber.Indices.Count, 400, 400 + (2 * 100));
    }

    [Fact]
    public async Task Switched_off_it_sends_nothing_and_goes_on_where_it_was()
    {
        await using var subscriber = await EventSubscriber.BindAsync(rabbit.Uri, exchange);
        await subscriber.ConsumeAsync();
        var on = Start();
        await UntilFollowedAsync(-1);
        await AppendAsync(1, 1);
        await subscriber.UntilAsync(0);
        await on.DisposeAsync();

        var off = log.StartReader(("Events:Enabled", "false"), ("Events:Exchange", exchange));
        await AppendAsync(2, 3);
        await off.GetAsync("/api/entries/3");
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        Assert.Equal([0], subscriber.Indices);
        Start();
        await subscriber.UntilAsync(3);
        Assert.Equal([0, 1, 2, 3], subscriber.Indices);
    }

    [Fact]
    public async Task While_the_broker_is_away_entries_are_appended_and_served_and_the_place_is_kept()
    {
        var service = log.StartReader(("Events:Enabled", "true"), ("Events:Exchange", exchange));
        await UntilFollowedAsync(-1);

        await AppendAsync(1, 3).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        var served = await service.IndicesAsync("");
        Assert.Equal([0, 1, 2], served);
        Assert.Equal(-1, await PlaceAsync());
        await service.DisposeAsync();
        await using var subscriber = await EventSubscriber.BindAsync(rabbit.Uri, exchange);
        await subscriber.ConsumeAsync();
        Start();
        await subscriber.UntilAsync(2);
        Assert.Equal([0, 1, 2], subscriber.Indices);
    }

    /// <summary>Consumes no records, and publishes.</summary>
    private AuditService Start() => log.StartPublisher(("Events:Enabled", "true"), ("Events:Exchange", exchange));

    private Task AppendAsync(int first, int count) =>
        log.ExchangeAppendsAsync(Enumerable.Range(first, count).Select(i => Records.Minted(i)));

    private async Task UntilFollowedAsync(long place)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await PlaceAsync() != place)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<long?> PlaceAsync()
    {
        await using var command = log.Database.CreateCommand("SELECT after FROM log_positions WHERE name = 'events'");
        return (long?)await command.ExecuteScalarAsync();
    }
}

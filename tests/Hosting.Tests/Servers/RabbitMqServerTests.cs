using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using TrustedPublishing.Hosting.Servers.RabbitMq;

namespace TrustedPublishing.Hosting.Tests.Servers;

/// <summary>One broker with the users of the stack, and the exchanges and queues that the services' migrate steps declare.</summary>
public sealed class StackBroker : IAsyncLifetime
{
    private static readonly BrokerUser[] Users =
    [
        BrokerUser.ForService("publisher-config", "token-exchange"),
        BrokerUser.ForService("jwks-cache"),
        BrokerUser.ForService("token-exchange", "publisher-config", "jwks-cache"),
        BrokerUser.ForService("audit", "publisher-config", "jwks-cache", "token-exchange").AlsoPublishing("events"),
    ];

    private readonly TemporaryFolder folder = new();
    private StackRun? run;

    internal static readonly CreateChannelOptions Confirms = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    internal RabbitMqServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (run, Server) = await StackRun.StartAsync(folder.Path, AddAsync);
        foreach (var producer in new[] { "publisher-config", "jwks-cache", "token-exchange" })
        {
            await ConsumeAsync("audit", producer);
        }

        await ConsumeAsync("token-exchange", "publisher-config");
        await ConsumeAsync("token-exchange", "jwks-cache");
    }

    public async ValueTask DisposeAsync()
    {
        await run!.DisposeAsync();
        folder.Dispose();
    }

    internal static Task<RabbitMqServer> AddAsync(Aspire.Hosting.IDistributedApplicationBuilder builder) =>
        builder.AddRabbitMqServerAsync("rabbitmq", Users, TestContext.Current.CancellationToken);

    internal static async Task<IConnection> ConnectAsync(RabbitMqServer server, string user)
    {
        var factory = new ConnectionFactory { Uri = new Uri(await server.ConnectionString(user).ValueAsync()), AutomaticRecoveryEnabled = false };
        return await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Does something as a service, on a channel with publisher confirms.</summary>
    internal async Task AsAsync(string user, Func<IChannel, Task> act)
    {
        await using var connection = await ConnectAsync(Server, user);
        await using var channel = await connection.CreateChannelAsync(Confirms);
        await act(channel);
    }

    /// <summary>The topology as MassTransit declares it: exchange → exchange of the endpoint → quorum queue.</summary>
    private Task ConsumeAsync(string consumer, string producer) => AsAsync(consumer, async channel =>
    {
        var (exchange, endpoint) = ($"{producer}.records", $"{consumer}.from-{producer}");
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.ExchangeDeclareAsync(endpoint, ExchangeType.Fanout, durable: true);
        await channel.ExchangeBindAsync(destination: endpoint, source: exchange, routingKey: "");
        await channel.QueueDeclareAsync(endpoint, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync(queue: endpoint, exchange: endpoint, routingKey: "");
    });
}

public sealed class RabbitMqServerTests(StackBroker broker) : IClassFixture<StackBroker>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_record_of_a_producer_reaches_its_consumers()
    {
        var id = Guid.NewGuid().ToString();
        await broker.AsAsync("publisher-config", channel => PublishAsync(channel, "publisher-config.records", "", id));

        foreach (var consumer in new[] { "audit", "token-exchange" })
        {
            await broker.AsAsync(consumer, async channel =>
            {
                var message = await channel.BasicGetAsync($"{consumer}.from-publisher-config", autoAck: true);
                Assert.Equal(id, message?.BasicProperties.MessageId);
            });
        }
    }

    [Theory]
    [InlineData("token-exchange", "publisher-config.records", "")]
    [InlineData("token-exchange", "jwks-cache.records", "")]
    [InlineData("token-exchange", "audit.from-publisher-config", "")]
    [InlineData("token-exchange", "audit.from-token-exchange", "")]
    [InlineData("token-exchange", "", "audit.from-publisher-config")]
    [InlineData("token-exchange", "amq.fanout", "")]
    [InlineData("publisher-config", "token-exchange.records", "")]
    [InlineData("publisher-config", "token-exchange.from-publisher-config", "")]
    [InlineData("jwks-cache", "publisher-config.records", "")]
    [InlineData("jwks-cache", "", "token-exchange.from-jwks-cache")]
    [InlineData("audit", "token-exchange.records", "")]
    [InlineData("audit", "publisher-config.records", "")]
    public async Task Nobody_publishes_in_the_name_of_another(string user, string exchange, string routingKey)
    {
        await RefusedAsync(user, channel => PublishAsync(channel, exchange, routingKey, "forged"));
    }

    [Theory]
    [InlineData("token-exchange", "audit.from-publisher-config")]
    [InlineData("publisher-config", "audit.from-publisher-config")]
    [InlineData("audit", "token-exchange.from-publisher-config")]
    public async Task Nobody_reads_or_empties_the_queue_of_another(string user, string queue)
    {
        await RefusedAsync(user, channel => channel.BasicGetAsync(queue, autoAck: true));
        await RefusedAsync(user, channel => channel.QueuePurgeAsync(queue));
        await RefusedAsync(user, channel => channel.QueueDeleteAsync(queue));
    }

    [Fact]
    public async Task Nobody_brings_its_own_exchange_into_the_queue_of_another()
    {
        await RefusedAsync("token-exchange", channel => channel.QueueBindAsync("audit.from-publisher-config", "token-exchange.records", ""));
        await RefusedAsync("token-exchange", channel => channel.ExchangeBindAsync("audit.from-publisher-config", "token-exchange.records", ""));
        await RefusedAsync("token-exchange", channel => channel.ExchangeBindAsync("publisher-config.records", "token-exchange.records", ""));
    }

    [Theory]
    [InlineData("publisher-config", "jwks-cache")]
    [InlineData("jwks-cache", "token-exchange")]
    [InlineData("jwks-cache", "publisher-config")]
    public async Task A_service_listens_to_nobody_that_it_does_not_consume(string user, string producer)
    {
        await broker.AsAsync(user, async channel =>
        {
            await channel.QueueDeclareAsync($"{user}.from-nobody", durable: false, exclusive: true, autoDelete: true);
            await AssertRefusedAsync(() => channel.QueueBindAsync($"{user}.from-nobody", $"{producer}.records", ""));
        });
    }

    [Theory]
    [InlineData("guest", "guest")]
    [InlineData("audit", "guest")]
    [InlineData("audit", "")]
    public async Task Lets_nobody_in_without_a_generated_password(string user, string password)
    {
        var address = new Uri(await broker.Server.ConnectionString("audit").ValueAsync());
        var factory = new ConnectionFactory { HostName = address.Host, Port = address.Port, UserName = user, Password = password };

        await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_restart_keeps_messages_and_brings_changed_permissions()
    {
        var (first, before) = await StackRun.StartAsync(folder.Path, builder => AddAsync(builder, BrokerUser.WithFullRights("service")));
        await using (first)
        {
            await AsAsync(before, async channel =>
            {
                await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
                await PublishAsync(channel, "", "kept", "first");
            });
        }

        var readOnly = new BrokerUser("service", Configure: "^$", Write: "^$", Read: "^kept$");
        var (second, after) = await StackRun.StartAsync(folder.Path, builder => AddAsync(builder, readOnly));
        await using (second)
        {
            await AsAsync(after, async channel => Assert.Equal("first", (await channel.BasicGetAsync("kept", autoAck: true))?.BasicProperties.MessageId));
            await AsAsync(after, channel => AssertRefusedAsync(() => PublishAsync(channel, "", "kept", "second")));
        }
    }

    [Fact]
    public async Task A_given_broker_means_that_nothing_is_started()
    {
        var builder = StackRun.Builder(folder.Path);
        builder.Configuration["ConnectionStrings:rabbitmq"] = "amqp://all:s3cret@rabbit.internal/";
        builder.Configuration["ConnectionStrings:rabbitmq-audit"] = "amqp://audit:s3cret@rabbit.internal/";

        var server = await StackBroker.AddAsync(builder);

        Assert.Null(server.Resource);
        Assert.Equal("amqp://all:s3cret@rabbit.internal/", await server.ConnectionString("token-exchange").ValueAsync());
        Assert.Equal("amqp://all:s3cret@rabbit.internal/", await server.ConnectionString("jwks-cache").ValueAsync());
        Assert.Equal("amqp://audit:s3cret@rabbit.internal/", await server.ConnectionString("audit").ValueAsync());
    }

    private static Task<RabbitMqServer> AddAsync(Aspire.Hosting.IDistributedApplicationBuilder builder, BrokerUser user) =>
        builder.AddRabbitMqServerAsync("rabbitmq", [user], TestContext.Current.CancellationToken);

    private static async Task AsAsync(RabbitMqServer server, Func<IChannel, Task> act)
    {
        await using var connection = await StackBroker.ConnectAsync(server, "service");
        await using var channel = await connection.CreateChannelAsync(StackBroker.Confirms);
        await act(channel);
    }

    private Task RefusedAsync(string user, Func<IChannel, Task> act) => broker.AsAsync(user, channel => AssertRefusedAsync(() => act(channel)));

    /// <summary>The broker answers with 403 and closes the channel; the client says so as one of two exceptions.</summary>
    private static async Task AssertRefusedAsync(Func<Task> act)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(act);

        var reason = Assert.IsType<ShutdownEventArgs>(refusal switch
        {
            AlreadyClosedException closed => closed.ShutdownReason,
            OperationInterruptedException interrupted => interrupted.ShutdownReason,
            _ => null,
        });
        Assert.Equal(Constants.AccessRefused, reason.ReplyCode);
    }

    private static Task PublishAsync(IChannel channel, string exchange, string routingKey, string id) =>
        channel.BasicPublishAsync(exchange, routingKey, mandatory: true, new BasicProperties { MessageId = id, Persistent = true }, new byte[] { 1 }).AsTask();
}

using System.Collections.Concurrent;
using System.Net.Mime;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TrustedPublishing.Audit.Tests.Events;

/// <summary>A consumer inside the house, with a durable queue that it bound to the exchange beforehand.</summary>
internal sealed class EventSubscriber : IAsyncDisposable
{
    private static readonly CloudEventAttribute Sequence = CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.String);

    private readonly string queue = $"test-{Guid.NewGuid():N}";
    private readonly string uri;
    private readonly ConcurrentQueue<(string RoutingKey, CloudEvent Event)> received = new();
    private IConnection? connection;

    private EventSubscriber(string uri) => this.uri = uri;

    public IReadOnlyList<(string RoutingKey, CloudEvent Event)> Received => [.. received];

    /// <summary>Of each event that came, and each as often as it came.</summary>
    public IReadOnlyList<long> Indices => [.. received.Select(one => long.Parse((string)one.Event[Sequence]!, System.Globalization.CultureInfo.InvariantCulture))];

    public static async Task<EventSubscriber> BindAsync(string uri, string exchange, string routingKey = "#")
    {
        var subscriber = new EventSubscriber(uri);
        await subscriber.ConnectAsync();
        await using var channel = await subscriber.connection!.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(subscriber.queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync(subscriber.queue, exchange, routingKey);
        return subscriber;
    }

    public async Task ConnectAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(limit.Token);
    }

    /// <summary>After an outage of the broker.</summary>
    public async Task ReconnectAsync()
    {
        await connection!.DisposeAsync();
        await ConnectAsync();
        await ConsumeAsync();
    }

    public async Task ConsumeAsync()
    {
        var channel = await connection!.CreateChannelAsync();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            var read = new JsonEventFormatter().DecodeStructuredModeMessage(message.Body.ToArray(), new ContentType(message.BasicProperties.ContentType!), [Sequence]);
            received.Enqueue((message.RoutingKey, read));
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    public async Task UntilAsync(long index)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Indices.Contains(index))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using var channel = await connection!.CreateChannelAsync();
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
        await connection.DisposeAsync();
    }
}

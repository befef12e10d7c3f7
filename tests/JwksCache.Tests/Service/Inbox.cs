using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>A queue of the test's own on the exchange <c>jwks-cache.records</c>.</summary>
internal sealed class Inbox : IAsyncDisposable
{
    private const string Exchange = "jwks-cache.records";

    private readonly IConnection connection;
    private readonly ConcurrentQueue<JsonObject> records = new();

    private Inbox(IConnection connection) => this.connection = connection;

    public static async Task<Inbox> OpenAsync(string uri)
    {
        var inbox = new Inbox(await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync());
        var channel = await inbox.connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, Exchange, "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            foreach (var record in JsonNode.Parse(delivery.Body.Span)!["message"]!["records"]!.AsArray())
            {
                inbox.records.Enqueue(record!.DeepClone().AsObject());
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return inbox;
    }

    /// <summary>The records about <paramref name="issuer"/>, in the order of their arrival. Other tests use the same exchange.</summary>
    public IReadOnlyList<JsonObject> About(string issuer) => [.. records.Where(r => (string?)r["body"]!["issuer"] == issuer)];

    /// <summary>Waits until there are <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<JsonObject>> AboutAsync(string issuer, int count)
    {
        await Stack.Until(() => Task.FromResult(About(issuer).Count >= count));
        return About(issuer);
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using TrustedPublishing.ServiceDefaults;
using TrustedPublishing.ServiceDefaults.Messaging;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Service;

/// <summary>The producers' side of the broker: records by way of the service defaults, and whatever else somebody may send.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private static readonly string[] Producers = ["publisher-config", "jwks-cache", "token-exchange"];

    private readonly Dictionary<string, WebApplication> producers;
    private readonly IConnection connection;
    private readonly IChannel channel;

    private Broker(Dictionary<string, WebApplication> producers, IConnection connection, IChannel channel) =>
        (this.producers, this.connection, this.channel) = (producers, connection, channel);

    /// <summary>Connects, and empties Audit's queues of what an earlier test left.</summary>
    public static async Task<Broker> ConnectAsync(RabbitMqServer rabbit)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(rabbit.Uri) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var producers = new Dictionary<string, WebApplication>();
        foreach (var producer in Producers)
        {
            await channel.QueuePurgeAsync($"audit.from-{producer}");
            producers[producer] = await StartProducerAsync(producer, rabbit.Uri);
        }
        return new Broker(producers, connection, channel);
    }

    public Task PublishAsync(string producer, params Record[] records) =>
        producers[producer].Services.GetRequiredService<RecordPublisher>().PublishAsync(records, TestContext.Current.CancellationToken);

    /// <summary>Sends bytes that no service of ours would send.</summary>
    public async Task SendAsync(string producer, string message, string contentType = "application/vnd.masstransit+json") =>
        await channel.BasicPublishAsync(
            $"{producer}.records",
            "",
            mandatory: true,
            new BasicProperties { ContentType = contentType },
            Encoding.UTF8.GetBytes(message),
            TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        // A close that is never answered must not hold up the whole run; what is left open ends with the process.
        foreach (var producer in producers.Values)
        {
            await CloseAsync(producer);
        }
        await CloseAsync(channel);
        await CloseAsync(connection);
    }

    private static Task CloseAsync(IAsyncDisposable open) => open.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    private static async Task<WebApplication> StartProducerAsync(string name, string rabbit)
    {
        var builder = WebApplication.CreateBuilder(["--environment", "Development", "--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("ConnectionStrings:rabbitmq", rabbit)]);
        builder.AddServiceDefaults(name);
        builder.AddMessaging(messaging => messaging.Produces());
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }
}

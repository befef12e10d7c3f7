using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TrustedPublishing.PublisherConfig.Tests;

/// <summary>Reads the service's exchange with a plain AMQP client, as a consumer that others wrote would.</summary>
public sealed class RecordListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IConnection connection;
    private readonly ConcurrentQueue<JsonElement> records = new();

    private RecordListener(IConnection connection) => this.connection = connection;

    public static async Task<RecordListener> StartAsync(string uri)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        var listener = new RecordListener(connection);
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("publisher-config.records", "fanout", durable: true);
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(queue.QueueName, "publisher-config.records", "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            var envelope = JsonElement.Parse(message.Body.Span);
            foreach (var record in envelope.GetProperty("message").GetProperty("records").EnumerateArray())
            {
                listener.records.Enqueue(record);
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return listener;
    }

    /// <summary>The records about a project, in the order in which they came; waits until there are <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<JsonElement>> OfProjectAsync(string projectId, int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var found = records.Where(r => ProjectsOf(r).Contains(Guid.Parse(projectId))).ToList();
            if (found.Count >= count)
            {
                return found;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>
    /// The revisions of the first <paramref name="count"/> records of the service whose database this is, by the order of their
    /// sequence numbers. Its projects tell its records from those of other services on the same broker.
    /// </summary>
    public async Task<IReadOnlyList<long>> RevisionsOfAsync(NpgsqlDataSource database, int count)
    {
        var projects = new HashSet<Guid>();
        await using (var command = database.CreateCommand("SELECT id FROM projects"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                projects.Add(reader.GetGuid(0));
            }
        }

        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var own = records.Where(r => ProjectsOf(r).Any(projects.Contains)).ToList();
            if (own.Count >= count)
            {
                return [.. own.OrderBy(r => r.GetProperty("sequence").GetInt64()).Select(r => r.GetProperty("body").GetProperty("revision").GetInt64())];
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>A record is about one project, about several, or about none.</summary>
    private static IEnumerable<Guid> ProjectsOf(JsonElement record) => record.GetProperty("body") is var body && body.TryGetProperty("projects", out var projects)
        ? projects.EnumerateArray().Select(project => project.GetProperty("id").GetGuid())
        : body.TryGetProperty("project", out var project) ? [project.GetProperty("id").GetGuid()] : [];

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

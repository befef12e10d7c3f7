using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using TrustedPublishing.Audit.Following;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Events;

/// <summary>
/// The topic exchange with the log's CloudEvents, for consumers inside the house. An event counts when the broker has confirmed it to every queue
/// that wants it; one that nobody wants is confirmed and gone.
/// </summary>
internal sealed class EventExchange(IConfiguration configuration, EntryFormats formats, IOptions<EventOptions> options) : IOutlet, IAsyncDisposable
{
    /// <summary>Of its place in the database.</summary>
    public const string Position = "events";

    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromSeconds(10);

    private IConnection? connection;
    private IChannel? channel;

    public string Name => Position;

    public EntryFilter Filter => EntryFilter.All;

    /// <summary>
    /// Sends all of them in order on one channel and then waits for the confirms. A connection that breaks leaves the first of them with the broker
    /// and none of the others, so that what comes again is in order, too.
    /// </summary>
    public async Task DeliverAsync(IReadOnlyList<EntryDocument> entries, Func<long, Task> delivered, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConfirmWithin);
        try
        {
            var open = channel ?? await ConnectAsync(limit.Token);
            var confirms = new List<Task>(entries.Count);
            foreach (var entry in entries)
            {
                confirms.Add(PublishAsync(open, entry, limit.Token));
            }
            await Task.WhenAll(confirms);
        }
        catch
        {
            // What was confirmed and what was not is not worth telling apart: the page comes again on a new connection.
            await CloseAsync();
            throw;
        }
        await delivered(entries[^1].Index);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private Task PublishAsync(IChannel open, EntryDocument entry, CancellationToken cancellationToken)
    {
        var one = formats.Event(entry);
        var properties = new BasicProperties
        {
            // CloudEvents AMQP binding §3.2, structured content mode.
            ContentType = CloudEvent.MediaType,
            MessageId = one.Id.ToString("D"),
            Type = one.Type,
            Persistent = true,
        };
        return open.BasicPublishAsync(options.Value.Exchange, one.Type, mandatory: false, properties, formats.Write(entry, EntryFormat.CloudEvent), cancellationToken).AsTask();
    }

    private async Task<IChannel> ConnectAsync(CancellationToken cancellationToken)
    {
        var broker = new ConnectionFactory
        {
            Uri = new Uri(configuration.GetConnectionString("rabbitmq")!),
            ClientProvidedName = "audit events",
            // A new connection instead: what an old one had in flight is not known.
            AutomaticRecoveryEnabled = false,
        };
        connection = await broker.CreateConnectionAsync(cancellationToken);
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var open = await connection.CreateChannelAsync(confirmed, cancellationToken);
        await open.ExchangeDeclareAsync(options.Value.Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken);
        return channel = open;
    }

    private async Task CloseAsync()
    {
        var old = connection;
        (connection, channel) = (null, null);
        if (old is not null)
        {
            // A broker that is away does not answer a close.
            await old.CloseAsync(Constants.ReplySuccess, "", TimeSpan.FromSeconds(1), abort: true);
            await old.DisposeAsync();
        }
    }
}

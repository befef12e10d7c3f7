using MassTransit;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>Sends records to the service's own exchange.</summary>
public sealed class RecordPublisher
{
    /// <summary>For MassTransit the type of the message; what is in it comes from the serialiser.</summary>
    private static readonly RecordBatch Written = new() { Records = [] };

    private readonly IBus bus;
    private readonly Uri exchange;

    internal RecordPublisher(IBus bus, string service)
    {
        this.bus = bus;
        exchange = new Uri($"exchange:{MessagingDefinition.Exchange(service)}?type=fanout&durable=true");
    }

    /// <summary>
    /// Sends <paramref name="records"/> as one message. Returns when the broker has it on the disks of a quorum of at least one
    /// queue; throws when it is away for longer than 10 seconds or when no queue takes the message.
    /// </summary>
    public Task PublishAsync(IReadOnlyList<Record> records, CancellationToken cancellationToken) =>
        PublishAsync([.. records.Select(OutgoingRecord.Of)], cancellationToken);

    internal async Task PublishAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        using var spans = RecordTrace.StartPublishing(records);
        try
        {
            var endpoint = await bus.GetSendEndpoint(exchange);
            await endpoint.Send(Written, context =>
            {
                context.Serializer = new RecordBatchSerializer(records);
                // Unroutable messages come back as an error instead of being confirmed and gone.
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
            }, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("RabbitMQ did not confirm within 10 seconds.");
        }
    }
}

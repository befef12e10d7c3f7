namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>Reads the records of another service, in that service's order.</summary>
public interface IRecordConsumer
{
    /// <summary>
    /// Called for one batch at a time. An exception means "not now": the same batch comes again until it is taken, so that
    /// nothing is lost and nothing overtakes. A record may come twice: be idempotent by its id.
    /// </summary>
    /// <param name="producer">Who sent it, known from the queue and not from the message.</param>
    /// <param name="records">At least one record.</param>
    /// <param name="cancellationToken">Cancelled at shutdown; the batch then comes again.</param>
    Task ConsumeAsync(string producer, IReadOnlyList<Contracts.Record> records, CancellationToken cancellationToken);

    /// <summary>
    /// Called for a message that is no batch of records: not JSON, another type, null where a record belongs. It is over when
    /// this returns; who must not lose it keeps it here. An exception means "not now", as above.
    /// </summary>
    /// <param name="producer">Who sent it, known from the queue and not from the message.</param>
    /// <param name="message">The message's bytes.</param>
    /// <param name="cancellationToken">Cancelled at shutdown; the message then comes again.</param>
    Task ConsumeUnreadableAsync(string producer, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// A consumer's word that an earlier batch is missing. The batch goes back to the broker for a moment, so that the missing one, if
/// the broker has it, comes first.
/// </summary>
public sealed class OutOfOrderException(string message) : Exception(message);

/// <summary>A service's part in the messaging: what it produces and whose records it reads.</summary>
public sealed class MessagingDefinition
{
    internal bool IsProducer { get; private set; }
    internal List<(string Producer, Type Consumer)> Consumers { get; } = [];

    /// <summary>The service sends records to the exchange <c>&lt;service&gt;.records</c>.</summary>
    public void Produces() => IsProducer = true;

    /// <summary>The service reads the records of <paramref name="from"/>; the consumer is a singleton.</summary>
    public void Consumes<TConsumer>(string from)
        where TConsumer : class, IRecordConsumer => Consumers.Add((from, typeof(TConsumer)));

    internal static string Exchange(string producer) => $"{producer}.records";

    internal static string Queue(string consumer, string producer) => $"{consumer}.from-{producer}";
}

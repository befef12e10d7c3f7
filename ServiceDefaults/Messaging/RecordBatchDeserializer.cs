using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Serialization;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>Makes a queue read its messages with <see cref="RecordBatchDeserializer"/>.</summary>
internal sealed class RecordBatchFormat : ISerializerFactory
{
    public ContentType ContentType => RecordBatchDeserializer.Envelope;

    public IMessageSerializer CreateSerializer() => SystemTextJsonMessageSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => new RecordBatchDeserializer();
}

/// <summary>
/// Reads MassTransit's JSON envelope in one pass. MassTransit's own deserialiser reads the envelope, then its message, then each
/// body once more. What is no envelope with a batch is an error here, as it is there.
/// </summary>
internal sealed class RecordBatchDeserializer : IMessageDeserializer
{
    public const string MessageType = "urn:message:TrustedPublishing.Contracts:RecordBatch";

    public static readonly ContentType Envelope = new("application/vnd.masstransit+json");

    public ContentType ContentType => Envelope;

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        var envelope = Read(body.GetBytes());
        return new Context(envelope.Message!, new JsonMessageEnvelope { MessageId = envelope.MessageId, MessageType = envelope.MessageType });
    }

    public MessageBody GetMessageBody(string text) => new MemoryMessageBody(Encoding.UTF8.GetBytes(text));

    public void Probe(ProbeContext context) => context.CreateScope("json").Add("contentType", Envelope.MediaType);

    /// <exception cref="SerializationException">The bytes are no envelope with a batch.</exception>
    private static RecordBatchEnvelope Read(byte[] bytes)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize(bytes, RecordBatchJson.Default.RecordBatchEnvelope);
            return envelope is { Message: not null, MessageType: { } types } && types.Contains(MessageType, StringComparer.Ordinal)
                ? envelope
                : throw new SerializationException("The message is no batch of records.");
        }
        catch (JsonException e)
        {
            throw new SerializationException("The message is no JSON envelope of a batch of records.", e);
        }
    }

    /// <summary>MassTransit's context, with the message already read.</summary>
    private sealed class Context(RecordBatch batch, JsonMessageEnvelope envelope) : SystemTextJsonSerializerContext(
        SystemTextJsonMessageSerializer.Instance,
        SystemTextJsonMessageSerializer.Options,
        Envelope,
        new EnvelopeMessageContext(envelope, SystemTextJsonMessageSerializer.Instance),
        [MessageType],
        envelope,
        batch)
    {
        public override bool TryGetMessage<T>(out T? message)
            where T : class
        {
            message = batch as T;
            return message is not null;
        }
    }
}

/// <summary>As much of MassTransit's envelope as a consumer needs.</summary>
internal sealed record RecordBatchEnvelope
{
    public string? MessageId { get; init; }
    public string[]? MessageType { get; init; }
    public RecordBatch? Message { get; init; }
}

/// <summary>MassTransit's spelling.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(RecordBatchEnvelope))]
internal sealed partial class RecordBatchJson : JsonSerializerContext;

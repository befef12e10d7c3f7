using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>
/// Writes a batch in MassTransit's JSON envelope, member for member as MassTransit's own serialiser writes it, but with the
/// records' bodies as the bytes that they are: to parse and print each body again costs more than all else that a relay does.
/// </summary>
internal sealed class RecordBatchSerializer(IReadOnlyList<OutgoingRecord> records) : IMessageSerializer
{
    /// <summary>Of a record without its body.</summary>
    private const int Overhead = 256;

    public ContentType ContentType => RecordBatchDeserializer.Envelope;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        var buffer = new ArrayBufferWriter<byte>(Overhead + records.Sum(record => record.Body.Length + Overhead));
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        WriteIfKnown(json, "messageId"u8, context.MessageId?.ToString());
        WriteIfKnown(json, "conversationId"u8, context.ConversationId?.ToString());
        WriteIfKnown(json, "sourceAddress"u8, context.SourceAddress?.ToString());
        WriteIfKnown(json, "destinationAddress"u8, context.DestinationAddress?.ToString());
        json.WriteStartArray("messageType"u8);
        json.WriteStringValue(RecordBatchDeserializer.MessageType);
        json.WriteEndArray();
        json.WriteStartObject("message"u8);
        json.WriteStartArray("records"u8);
        foreach (var record in records)
        {
            Write(json, record);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new MemoryMessageBody(buffer.WrittenMemory);
    }

    private static void WriteIfKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, OutgoingRecord record)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, record.Id);
        json.WriteNumber("sequence"u8, record.Sequence);
        json.WriteString("type"u8, record.Type);
        json.WriteString("occurredAt"u8, record.OccurredAt);
        WriteIfKnown(json, "traceParent"u8, record.TraceParent);
        json.WritePropertyName("body"u8);
        json.WriteRawValue(record.Body.Span, skipInputValidation: true);
        json.WriteEndObject();
    }
}

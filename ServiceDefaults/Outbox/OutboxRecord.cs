using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TrustedPublishing.ServiceDefaults.Outbox;

/// <summary>A record on its way into the outbox; its sequence number is given when it is appended.</summary>
public sealed record OutboxRecord(Guid Id, string Type, DateTimeOffset OccurredAt, string? TraceParent, string Body)
{
    /// <summary>Wraps a message of <c>TrustedPublishing.Contracts</c> together with the current trace.</summary>
    public static OutboxRecord Of<T>(T message, JsonTypeInfo<T> json, DateTimeOffset occurredAt) =>
        new(Guid.CreateVersion7(occurredAt), typeof(T).Name, occurredAt.ToUniversalTime(), Activity.Current?.Id, JsonSerializer.Serialize(message, json));
}

using System.Text.Json;

namespace TrustedPublishing.Contracts;

/// <summary>
/// What a producer puts on the bus: some of its records, in order. One message carries many records, because
/// the broker confirms messages, not records.
/// </summary>
public sealed record RecordBatch
{
    public required IReadOnlyList<Record> Records { get; init; }
}

/// <summary>One fact of one producer, as it stood in the producer's outbox.</summary>
public sealed record Record
{
    /// <summary>Unique for ever; consumers are idempotent by it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The producer's own count: 1, 2, 3 … without gaps, in commit order.</summary>
    public required long Sequence { get; init; }

    /// <summary>The name of the message type in this assembly, for example <c>TokenMinted</c>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>W3C trace context of the request that made it (<c>00-…-…-01</c>), or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The message as JSON with snake_case names; read it with <see cref="ContractsJson"/>.</summary>
    public required JsonElement Body { get; init; }
}

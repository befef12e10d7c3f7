using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Entries;

/// <summary>A producer skipped numbers: records are missing, or come later.</summary>
internal sealed record ProducerSequenceGap
{
    /// <summary>The producer whose numbers they are.</summary>
    public required string Of { get; init; }
    public required long FirstMissing { get; init; }
    public required long LastMissing { get; init; }

    /// <summary>The record that came instead of <see cref="FirstMissing"/>.</summary>
    public required Guid RevealedBy { get; init; }
}

/// <summary>A producer used a number for a second record. Both are in the log.</summary>
internal sealed record ProducerSequenceRepeated
{
    public required string Of { get; init; }
    public required long RepeatedSequence { get; init; }
    public required Guid EarlierRecordId { get; init; }
    public required Guid LaterRecordId { get; init; }
}

/// <summary>A record that Audit cannot take as what it says it is. Its whole text is kept as the personal value <c>record</c>.</summary>
internal sealed record RecordUnreadable
{
    public required string Of { get; init; }
    public required Guid UnreadableRecordId { get; init; }

    /// <summary>A string, because it may be beyond what JSON numbers hold exactly.</summary>
    public required string UnreadableSequence { get; init; }

    /// <summary>One of <see cref="UnreadableReason"/>.</summary>
    public required string Reason { get; init; }
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>Why a record is unreadable; stable, part of the log's format.</summary>
internal static class UnreadableReason
{
    /// <summary>A whole message that is no batch of records; its id is made from its bytes and its sequence is 0.</summary>
    public const string NoBatch = "no_batch";
    public const string RecordIdMissing = "record_id_missing";

    /// <summary>The id is that of another record of the log: another producer's, or another number's.</summary>
    public const string RecordIdReused = "record_id_reused";

    /// <summary>Not within 1 and 2⁵³ − 1.</summary>
    public const string SequenceOutOfRange = "sequence_out_of_range";
    public const string UnknownType = "unknown_type";
    public const string TypeOfAnotherProducer = "type_of_another_producer";

    /// <summary>The body is not a message of the type that the record names.</summary>
    public const string BodyMismatch = "body_mismatch";

    /// <summary>A repeated name, an unpaired surrogate, an integer that a double cannot hold: not I-JSON (RFC 7493).</summary>
    public const string NotCanonicalisable = "not_canonicalisable";

    /// <summary>The canonical bytes would be longer than <see cref="CanonicalEntry.MaximumLength"/>.</summary>
    public const string TooLarge = "too_large";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProducerSequenceGap))]
[JsonSerializable(typeof(ProducerSequenceRepeated))]
[JsonSerializable(typeof(RecordUnreadable))]
internal sealed partial class FindingsJson : JsonSerializerContext;

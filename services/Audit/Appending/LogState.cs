using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Appending;

/// <summary>What came from a producer's queue.</summary>
/// <param name="Record">A record; for a message that is none, a stand-in with an id made from the message.</param>
/// <param name="BrokenMessage">The text of a message that is no batch of records.</param>
internal sealed record Arrival(Record Record, string? BrokenMessage = null);

/// <summary>A record as its producer identifies it.</summary>
internal readonly record struct RecordKey(long Sequence, Guid Id);

/// <summary>What the log holds already, as far as a batch of one producer needs to know.</summary>
internal sealed record LogState
{
    public required long NextIndex { get; init; }
    public required long NextAuditSequence { get; init; }

    /// <summary>The highest number that the producer has used; 0 before its first record.</summary>
    public required long HighestSequence { get; init; }

    /// <summary>The producer's records that are in the log under a number or an id of the batch.</summary>
    public required IReadOnlySet<RecordKey> Known { get; init; }

    /// <summary>Ids of the batch that stand for an entry, whoever's.</summary>
    public required IReadOnlySet<Guid> TakenIds { get; init; }
}

/// <summary>Fresh randomness for a plan, passed in so that planning is a function.</summary>
internal sealed record Entropy(Func<byte[]> NewSalt, Func<Guid> NewRecordId);

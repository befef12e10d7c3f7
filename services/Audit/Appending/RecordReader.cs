using System.Diagnostics;
using System.Text.Json;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Appending;

/// <summary>What came of reading a record.</summary>
internal abstract record RecordReading
{
    private RecordReading()
    {
    }

    internal sealed record Readable(CanonicalEntry Canonical, string? TraceId, IReadOnlyList<Facet> Facets) : RecordReading;

    /// <param name="Reason">One of <see cref="UnreadableReason"/>.</param>
    internal sealed record Unreadable(string Reason) : RecordReading;
}

/// <summary>
/// Decides whether a record can be an entry. Whatever passes can be stored: the database has no reason left to refuse
/// it, so that no record can come again for ever.
/// </summary>
internal static class RecordReader
{
    /// <summary>2⁵³ − 1, the largest integer of I-JSON (RFC 7493 §2.2).</summary>
    public const long MaximumSequence = 9_007_199_254_740_991;

    /// <param name="producer">Who sent it, as the queue says.</param>
    /// <param name="record">The record, of which nothing is trusted yet.</param>
    /// <param name="newSalt">See <see cref="CanonicalEntry.Of"/>.</param>
    public static RecordReading Read(string producer, Record record, Func<byte[]> newSalt)
    {
        if (record.Id == Guid.Empty)
        {
            return new RecordReading.Unreadable(UnreadableReason.RecordIdMissing);
        }
        if (!IsSequence(record.Sequence))
        {
            return new RecordReading.Unreadable(UnreadableReason.SequenceOutOfRange);
        }
        if (EntryTypes.Find(record.Type) is not { } type)
        {
            return new RecordReading.Unreadable(UnreadableReason.UnknownType);
        }
        if (!string.Equals(type.Producer, producer, StringComparison.Ordinal))
        {
            return new RecordReading.Unreadable(UnreadableReason.TypeOfAnotherProducer);
        }

        try
        {
            return ReadBody(producer, record, type, newSalt);
        }
        catch (NotCanonicalisableException)
        {
            return new RecordReading.Unreadable(UnreadableReason.NotCanonicalisable);
        }
    }

    public static bool IsSequence(long sequence) => sequence is >= 1 and <= MaximumSequence;

    /// <summary>The trace of the request that made the record; null where it named none.</summary>
    public static string? TraceId(Record record) =>
        ActivityContext.TryParse(record.TraceParent, null, out var context) ? context.TraceId.ToHexString() : null;

    private static RecordReading ReadBody(string producer, Record record, EntryType type, Func<byte[]> newSalt)
    {
        if (Facets(type, record.Body) is not { } facets || !facets.All(facet => ProjectKey.IsStorable(facet.Value)) || !HasPersonalShape(record.Body))
        {
            // What has no canonical form is called that, whatever else is wrong with it.
            _ = CanonicalJson.Encode(record.Body);
            return new RecordReading.Unreadable(UnreadableReason.BodyMismatch);
        }

        var content = new EntryContent
        {
            RecordId = record.Id,
            Producer = producer,
            Sequence = record.Sequence,
            Type = type.Name,
            OccurredAt = record.OccurredAt,
            TraceId = TraceId(record),
            Body = record.Body,
        };
        var canonical = CanonicalEntry.Of(content, newSalt);
        return canonical.Bytes.Length <= CanonicalEntry.MaximumLength
            ? new RecordReading.Readable(canonical, content.TraceId, facets)
            : new RecordReading.Unreadable(UnreadableReason.TooLarge);
    }

    private static IReadOnlyList<Facet>? Facets(EntryType type, JsonElement body)
    {
        try
        {
            return type.ReadFacets(body);
        }
        // What the serialiser makes of a null where none may be, and of an unpaired surrogate.
        catch (Exception exception) when (exception is JsonException or NullReferenceException or ArgumentNullException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HasPersonalShape(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        try
        {
            return !body.TryGetProperty(CanonicalEntry.PersonalMember, out var personal)
                || (personal.ValueKind == JsonValueKind.Object && personal.EnumerateObject().All(IsPersonalValue));
        }
        catch (InvalidOperationException)
        {
            return false; // a name with an unpaired surrogate
        }
    }

    private static bool IsPersonalValue(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String
        && member.Name.Length is > 0 and <= PersonalValueMapping.FieldLength
        && !member.Name.Contains('\0', StringComparison.Ordinal);
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Appending;

/// <summary>
/// From records to entries: leaves out what the log has, checks each producer's numbers, and makes what is wrong with
/// them an entry before the record itself. Every record that is not in the log gets an entry, whatever it is.
/// </summary>
internal sealed class AppendPlan
{
    private readonly string producer;
    private readonly DateTimeOffset now;
    private readonly Entropy entropy;
    private readonly List<PlannedEntry> entries = [];
    private readonly HashSet<RecordKey> known;
    private readonly Dictionary<long, Guid> firstOf = [];
    private readonly HashSet<Guid> takenIds;
    private long nextIndex;
    private long nextAuditSequence;
    private long highestSequence;

    private AppendPlan(string producer, LogState state, DateTimeOffset now, Entropy entropy)
    {
        this.producer = producer;
        this.now = now;
        this.entropy = entropy;
        known = [.. state.Known];
        takenIds = [.. state.TakenIds];
        foreach (var key in known)
        {
            firstOf.TryAdd(key.Sequence, key.Id);
        }
        nextIndex = state.NextIndex;
        nextAuditSequence = state.NextAuditSequence;
        highestSequence = state.HighestSequence;
    }

    public static IReadOnlyList<PlannedEntry> Of(string producer, IReadOnlyList<Arrival> arrivals, LogState state, DateTimeOffset now, Entropy entropy)
    {
        var plan = new AppendPlan(producer, state, now, entropy);
        foreach (var arrival in arrivals)
        {
            plan.Add(arrival);
        }
        return plan.entries;
    }

    /// <summary>What Audit says itself; see <see cref="EntryAppender.AppendOwnAsync"/>.</summary>
    /// <param name="messages">In the order of their entries.</param>
    /// <param name="traceParent">Of the request that made it say so, or null.</param>
    /// <param name="state">The log as it is, for the producer <c>audit</c>.</param>
    /// <param name="now">When it is said.</param>
    /// <param name="entropy">Fresh randomness.</param>
    public static IReadOnlyList<PlannedEntry> OfOwn(
        IReadOnlyList<OwnMessage> messages, string? traceParent, LogState state, DateTimeOffset now, Entropy entropy)
    {
        var plan = new AppendPlan(EntryTypes.Audit, state, now, entropy);
        foreach (var message in messages)
        {
            plan.AddOwn(message, traceParent, source: null);
        }
        return plan.entries;
    }

    private void Add(Arrival arrival)
    {
        var record = arrival.Record;
        var key = new RecordKey(record.Sequence, record.Id);
        if (known.Contains(key))
        {
            return; // delivered again
        }

        if (RecordReader.IsSequence(record.Sequence))
        {
            CheckSequence(record);
        }
        AddRecord(arrival);
        known.Add(key);
        firstOf.TryAdd(key.Sequence, key.Id);
    }

    private void CheckSequence(Record record)
    {
        if (firstOf.TryGetValue(record.Sequence, out var earlier))
        {
            AddFinding(record, FindingsJson.Default.ProducerSequenceRepeated, new ProducerSequenceRepeated
            {
                Of = producer,
                RepeatedSequence = record.Sequence,
                EarlierRecordId = earlier,
                LaterRecordId = record.Id,
            });
        }
        if (record.Sequence > highestSequence + 1)
        {
            AddFinding(record, FindingsJson.Default.ProducerSequenceGap, new ProducerSequenceGap
            {
                Of = producer,
                FirstMissing = highestSequence + 1,
                LastMissing = record.Sequence - 1,
                RevealedBy = record.Id,
            });
        }
        highestSequence = Math.Max(highestSequence, record.Sequence);
    }

    private RecordReading Read(Arrival arrival)
    {
        if (arrival.BrokenMessage is not null)
        {
            return new RecordReading.Unreadable(UnreadableReason.NoBatch);
        }
        return takenIds.Contains(arrival.Record.Id)
            ? new RecordReading.Unreadable(UnreadableReason.RecordIdReused)
            : RecordReader.Read(producer, arrival.Record, entropy.NewSalt);
    }

    private void AddRecord(Arrival arrival)
    {
        var record = arrival.Record;
        var reading = Read(arrival);
        if (reading is RecordReading.Readable readable)
        {
            takenIds.Add(record.Id);
            var entry = NewEntry(record.Id, producer, record.Sequence, record.Type, record.OccurredAt, readable.TraceId, readable.Canonical);
            entries.Add(new PlannedEntry(entry, readable.Facets, readable.Canonical.Personal) { Source = record });
            return;
        }

        AddFinding(record, FindingsJson.Default.RecordUnreadable, new RecordUnreadable
        {
            Of = producer,
            UnreadableRecordId = record.Id,
            UnreadableSequence = record.Sequence.ToString(CultureInfo.InvariantCulture),
            Reason = ((RecordReading.Unreadable)reading).Reason,
            Personal = new Dictionary<string, string> { ["record"] = arrival.BrokenMessage ?? WholeText(record) },
        }, isUnreadable: true);
    }

    private void AddFinding<T>(Record source, JsonTypeInfo<T> json, T finding, bool isUnreadable = false)
    {
        var entry = AddOwn(OwnMessage.Of(json, finding), source.TraceParent, source);
        if (isUnreadable)
        {
            entries[^1] = entries[^1] with
            {
                Unreadable = new UnreadableRecord { Producer = producer, RecordId = source.Id, Sequence = source.Sequence, EntryIndex = entry.Index },
            };
        }
    }

    /// <param name="message">What Audit says.</param>
    /// <param name="traceParent">The request behind it.</param>
    /// <param name="source">The record that it is about; null if there is none.</param>
    private Entry AddOwn(OwnMessage message, string? traceParent, Record? source)
    {
        var said = new Record
        {
            Id = entropy.NewRecordId(),
            Sequence = nextAuditSequence++,
            Type = message.Type,
            OccurredAt = now,
            TraceParent = traceParent,
            Body = message.Body,
        };
        var content = new EntryContent
        {
            RecordId = said.Id,
            Producer = EntryTypes.Audit,
            Sequence = said.Sequence,
            Type = said.Type,
            OccurredAt = said.OccurredAt,
            TraceId = RecordReader.TraceId(said),
            Body = said.Body,
        };
        var canonical = CanonicalEntry.Of(content, entropy.NewSalt);
        var entry = NewEntry(said.Id, EntryTypes.Audit, said.Sequence, said.Type, said.OccurredAt, content.TraceId, canonical);
        entries.Add(new PlannedEntry(entry, message.Facets(), canonical.Personal) { Source = source ?? said });
        return entry;
    }

    private Entry NewEntry(Guid recordId, string from, long sequence, string type, DateTimeOffset occurredAt, string? traceId, CanonicalEntry canonical) => new()
    {
        Index = nextIndex++,
        RecordId = recordId,
        Producer = from,
        Sequence = sequence,
        Type = type,
        OccurredAt = occurredAt.ToUniversalTime(),
        AppendedAt = now,
        TraceId = traceId,
        Canonical = canonical.Bytes,
        LeafHash = TreeHash.Leaf(canonical.Bytes),
    };

    /// <summary>The record as it came, for whoever has to find out what it was.</summary>
    private static string WholeText(Record record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", record.Id);
            json.WriteNumber("sequence", record.Sequence);
            json.WriteString("type", record.Type);
            json.WriteString("occurred_at", record.OccurredAt);
            json.WriteString("trace_parent", record.TraceParent);
            json.WritePropertyName("body");
            // As it was written, because it may be what the writer would refuse.
            json.WriteRawValue(record.Body.ValueKind == JsonValueKind.Undefined ? "null" : record.Body.GetRawText(), skipInputValidation: true);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

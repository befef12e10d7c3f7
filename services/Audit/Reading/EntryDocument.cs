using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Wording;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Reading;

/// <summary>An entry as readers get it.</summary>
public sealed record EntryDocument
{
    public required long Index { get; init; }
    public required Guid RecordId { get; init; }
    public required string Producer { get; init; }
    public required long Sequence { get; init; }
    public required string Type { get; init; }

    /// <summary>RFC 3339 in UTC with microseconds.</summary>
    public required string OccurredAt { get; init; }
    public required string AppendedAt { get; init; }
    public string? TraceId { get; init; }

    /// <summary>One line for people. Its wording may change; decide by <see cref="Type"/> and <see cref="Body"/>.</summary>
    public required string Summary { get; init; }

    /// <summary>The message; the members of its <c>personal</c> are salted digests.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>What the digests stand for, as far as it has not been erased.</summary>
    public required IReadOnlyDictionary<string, PersonalDocument> Personal { get; init; }

    /// <summary>The canonical bytes, base64.</summary>
    public required byte[] Canonical { get; init; }

    /// <summary>SHA-256 of a zero byte and the canonical bytes (RFC 6962 §2.1), lower-case hex.</summary>
    public required string LeafHash { get; init; }

    internal static EntryDocument Of(Entry entry, IEnumerable<PersonalValue> personal)
    {
        using var canonical = JsonDocument.Parse(entry.Canonical);
        var body = canonical.RootElement.GetProperty("body").Clone();
        var values = personal.OrderBy(value => value.Field, StringComparer.Ordinal).ToDictionary(
            value => value.Field,
            value => new PersonalDocument { Value = Encoding.UTF8.GetString(value.Value), Salt = value.Salt },
            StringComparer.Ordinal);
        return new EntryDocument
        {
            Index = entry.Index,
            RecordId = entry.RecordId,
            Producer = entry.Producer,
            Sequence = entry.Sequence,
            Type = entry.Type,
            OccurredAt = CanonicalEntry.Time(entry.OccurredAt),
            AppendedAt = CanonicalEntry.Time(entry.AppendedAt),
            TraceId = entry.TraceId,
            Summary = EntryWords.Of(entry.Type, body, values.ToDictionary(value => value.Key, value => value.Value.Value, StringComparer.Ordinal)),
            Body = body,
            Personal = values,
            Canonical = entry.Canonical,
            LeafHash = Convert.ToHexStringLower(TreeHash.Leaf(entry.Canonical)),
        };
    }
}

/// <summary>A personal value and the salt (base64) with which its digest in the body can be made again.</summary>
public sealed record PersonalDocument
{
    public required string Value { get; init; }
    public required byte[] Salt { get; init; }
}

/// <summary>Some entries of the log, in the order asked for.</summary>
internal sealed record EntryList
{
    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>The address of the next page, from <c>/</c>; null when there is none now.</summary>
    public required string? Next { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(EntryDocument))]
[JsonSerializable(typeof(EntryList))]
internal sealed partial class ReadingJson : JsonSerializerContext;

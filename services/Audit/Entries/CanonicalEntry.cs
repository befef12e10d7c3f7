using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Canonical;

namespace TrustedPublishing.Audit.Entries;

/// <summary>What an entry says, before it is bytes. <c>docs/audit-log.md</c> defines both, with test vectors.</summary>
internal sealed record EntryContent
{
    public required Guid RecordId { get; init; }
    public required string Producer { get; init; }
    public required long Sequence { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public string? TraceId { get; init; }

    /// <summary>The message, its <c>personal</c> member in clear.</summary>
    public required JsonElement Body { get; init; }
}

/// <summary>One personal value and the salt that its digest was made with.</summary>
internal sealed record CommittedValue(string Field, byte[] Salt, byte[] Value);

/// <summary>
/// The canonical bytes of an entry and the personal values that they commit to. The index is not part of them: where an
/// entry stands is what the Merkle tree says, and the same record has the same bytes wherever it stands.
/// </summary>
internal sealed record CanonicalEntry(byte[] Bytes, IReadOnlyList<CommittedValue> Personal)
{
    public const int Version = 1;

    /// <summary>In bytes: an entry bundle gives the length of an entry in 16 bits (C2SP tlog-tiles, "Log Entries").</summary>
    public const int MaximumLength = 65_535;

    public const string PersonalMember = "personal";

    /// <summary>RFC 3339 in UTC with exactly six decimals: <c>2026-11-23T09:30:00.123456Z</c>.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>RFC 6962 §2.1: the hash of a leaf of the Merkle tree.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> canonical)
    {
        Span<byte> input = new byte[1 + canonical.Length];
        input[0] = 0x00;
        canonical.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    /// <param name="content">A body whose <c>personal</c>, if it has one, is an object of strings.</param>
    /// <param name="newSalt">Fresh random bytes, <see cref="PersonalDigest.SaltLength"/> of them, each time.</param>
    /// <exception cref="NotCanonicalisableException">The body is not I-JSON, or holds an integer that a double cannot.</exception>
    public static CanonicalEntry Of(EntryContent content, Func<byte[]> newSalt)
    {
        // Says no to repeated names and unpaired surrogates before anything below could trip over them.
        _ = CanonicalJson.Encode(content.Body);

        var personal = new List<CommittedValue>();
        var entry = new JsonObject
        {
            ["version"] = Version,
            ["record_id"] = content.RecordId.ToString("D"),
            ["producer"] = content.Producer,
            ["sequence"] = content.Sequence,
            ["type"] = content.Type,
            ["occurred_at"] = Time(content.OccurredAt),
            ["body"] = Body(content.Body, personal, newSalt),
        };
        if (content.TraceId is not null)
        {
            entry["trace_id"] = content.TraceId;
        }

        return new CanonicalEntry(CanonicalJson.Encode(JsonSerializer.SerializeToElement(entry)), personal);
    }

    private static JsonObject Body(JsonElement body, List<CommittedValue> personal, Func<byte[]> newSalt)
    {
        var result = new JsonObject();
        foreach (var member in body.EnumerateObject())
        {
            result[member.Name] = member.NameEquals(PersonalMember)
                ? Commit(member.Value, personal, newSalt)
                : Plain(member.Value);
        }
        return result;
    }

    private static JsonObject Commit(JsonElement values, List<CommittedValue> personal, Func<byte[]> newSalt)
    {
        var digests = new JsonObject();
        foreach (var member in values.EnumerateObject())
        {
            var text = TokenShape.Conceal(member.Value.GetString()!);
            var value = new CommittedValue(member.Name, newSalt(), System.Text.Encoding.UTF8.GetBytes(text));
            digests[value.Field] = PersonalDigest.Of(value.Salt, value.Field, value.Value);
            personal.Add(value);
        }
        return digests;
    }

    private static JsonNode? Plain(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return new JsonObject(value.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, Plain(m.Value))));
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Plain)]);
            case JsonValueKind.String:
                return JsonValue.Create(TokenShape.Conceal(value.GetString()!));
            case JsonValueKind.Number:
                return ExactNumber(value);
            case JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(value.GetBoolean());
            case JsonValueKind.Null:
                return null;
            default:
                throw new UnreachableException();
        }
    }

    // RFC 8785 would round 9007199254740993 to 9007199254740992 without a word. A log must not.
    private static JsonValue ExactNumber(JsonElement number)
    {
        var raw = number.GetRawText();
        var isInteger = raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (isInteger && !string.Equals(EcmaScriptNumber.Format(number.GetDouble()), raw, StringComparison.Ordinal))
        {
            throw new NotCanonicalisableException("An integer is beyond what a double holds exactly (RFC 7493 §2.2).");
        }
        return JsonValue.Create(number)!;
    }
}

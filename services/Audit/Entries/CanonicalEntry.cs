using System.Globalization;
using System.Text;
using System.Text.Json;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.TransparencyLog;

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
    /// <summary>In bytes: an entry bundle gives the length of an entry in 16 bits (C2SP tlog-tiles, "Log Entries").</summary>
    public const int MaximumLength = EntryBundle.MaxEntryLength;

    public const string PersonalMember = "personal";

    /// <summary>RFC 3339 in UTC with exactly six decimals: <c>2026-11-23T09:30:00.123456Z</c>.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <param name="content">A body whose <c>personal</c>, if it has one, is an object of strings.</param>
    /// <param name="newSalt">Fresh random bytes, <see cref="PersonalDigest.SaltLength"/> of them, each time.</param>
    /// <exception cref="NotCanonicalisableException">The body is not I-JSON, or holds an integer that a double cannot.</exception>
    public static CanonicalEntry Of(EntryContent content, Func<byte[]> newSalt)
    {
        var personal = new List<CommittedValue>();
        var bytes = new CanonicalWriter(TokenShape.Conceal, hasExactIntegers: true).Guard(entry =>
        {
            // In the order of the message, before they are sorted: the salts are given out in that order.
            Commit(content.Body, personal, newSalt);
            // The members in their order (RFC 8785 §3.2.3).
            entry.Raw("{\"body\":"u8);
            entry.Members(content.Body, (body, member) => WriteMember(body, member, personal));
            Write(entry, ",\"occurred_at\":"u8, Time(content.OccurredAt));
            Write(entry, ",\"producer\":"u8, content.Producer);
            Write(entry, ",\"record_id\":"u8, content.RecordId.ToString("D"));
            entry.Raw(",\"sequence\":"u8);
            entry.Raw(Encoding.UTF8.GetBytes(EcmaScriptNumber.Format(content.Sequence)));
            if (content.TraceId is not null)
            {
                Write(entry, ",\"trace_id\":"u8, content.TraceId);
            }

            Write(entry, ",\"type\":"u8, content.Type);
            entry.Raw(",\"version\":1}"u8);
        });
        return new CanonicalEntry(bytes, personal);
    }

    private static void Write(CanonicalWriter entry, ReadOnlySpan<byte> name, string value)
    {
        entry.Raw(name);
        entry.String(value);
    }

    private static void WriteMember(CanonicalWriter body, JsonProperty member, List<CommittedValue> personal)
    {
        if (member.NameEquals(PersonalMember))
        {
            body.Members(member.Value, (digests, value) => digests.String(DigestOf(value, personal)));
        }
        else
        {
            body.Value(member.Value);
        }
    }

    private static string DigestOf(JsonProperty value, List<CommittedValue> personal)
    {
        var committed = personal.Find(candidate => value.NameEquals(candidate.Field))!;
        return PersonalDigest.Of(committed.Salt, committed.Field, committed.Value);
    }

    private static void Commit(JsonElement body, List<CommittedValue> personal, Func<byte[]> newSalt)
    {
        if (!body.TryGetProperty(PersonalMember, out var values))
        {
            return;
        }

        foreach (var member in values.EnumerateObject())
        {
            var text = TokenShape.Conceal(member.Value.GetString()!);
            personal.Add(new CommittedValue(member.Name, newSalt(), Encoding.UTF8.GetBytes(text)));
        }
    }
}

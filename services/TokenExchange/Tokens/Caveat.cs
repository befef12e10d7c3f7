using System.Buffers;
using System.Text.Json;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tokens;

/// <summary>
/// What a token demands before it is good, as the compact JSON arrays that PyPI uses: <c>[tag, field…]</c>. Holders may
/// add more of them. A caveat that is not understood to the last field refuses the token.
/// </summary>
internal abstract record Caveat
{
    private const int MaxDepth = 3;

    private Caveat()
    {
    }

    /// <summary><c>[0, expires_at, not_before]</c>, both in seconds since 1970.</summary>
    public sealed record Expiration(long ExpiresAt, long NotBefore) : Caveat
    {
        public const int Tag = 0;
    }

    /// <summary><c>[1, [normalised names]]</c>: any one of these projects.</summary>
    public sealed record ProjectNames(IReadOnlyList<string> NormalizedNames) : Caveat
    {
        public const int Tag = 1;
    }

    /// <summary><c>[2, [project ids]]</c>: any one of these projects.</summary>
    public sealed record ProjectIds(IReadOnlyList<Guid> Ids) : Caveat
    {
        public const int Tag = 2;
    }

    /// <summary><c>[4, publisher id, null]</c>: only for this trusted publisher. The last field once held claims.</summary>
    public sealed record Publisher(Guid Id) : Caveat
    {
        public const int Tag = 4;
    }

    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            WriteFields(json);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Null for every caveat that is not one of these exactly.</summary>
    public static Caveat? Parse(ReadOnlySpan<byte> bytes)
    {
        if (!StrictJson.TryParse(bytes, MaxDepth, JsonValueKind.Array, out var array))
        {
            return null;
        }

        JsonElement[] fields = [.. array.EnumerateArray()];
        return fields switch
        {
            [var tag, var expiresAt, var notBefore] when Is(tag, Expiration.Tag) => ParseExpiration(expiresAt, notBefore),
            [var tag, { ValueKind: JsonValueKind.Array } names] when Is(tag, ProjectNames.Tag) => ParseNames(names),
            [var tag, { ValueKind: JsonValueKind.Array } ids] when Is(tag, ProjectIds.Tag) => ParseIds(ids),
            [var tag, var id] when Is(tag, Publisher.Tag) => ParsePublisher(id),
            [var tag, var id, { ValueKind: JsonValueKind.Null }] when Is(tag, Publisher.Tag) => ParsePublisher(id),
            _ => null,
        };
    }

    private void WriteFields(Utf8JsonWriter json)
    {
        switch (this)
        {
            case Expiration expiration:
                json.WriteNumberValue(Expiration.Tag);
                json.WriteNumberValue(expiration.ExpiresAt);
                json.WriteNumberValue(expiration.NotBefore);
                break;
            case ProjectNames names:
                json.WriteNumberValue(ProjectNames.Tag);
                WriteList(json, names.NormalizedNames);
                break;
            case ProjectIds ids:
                json.WriteNumberValue(ProjectIds.Tag);
                WriteList(json, ids.Ids.Select(id => id.ToString()));
                break;
            case Publisher publisher:
                json.WriteNumberValue(Publisher.Tag);
                json.WriteStringValue(publisher.Id);
                json.WriteNullValue();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable<string> items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }

    private static bool Is(JsonElement tag, int expected) =>
        tag.ValueKind == JsonValueKind.Number && tag.TryGetInt32(out var number) && number == expected;

    private static Expiration? ParseExpiration(JsonElement expiresAt, JsonElement notBefore) =>
        expiresAt.ValueKind == JsonValueKind.Number && expiresAt.TryGetInt64(out var expires)
        && notBefore.ValueKind == JsonValueKind.Number && notBefore.TryGetInt64(out var begins)
            ? new Expiration(expires, begins)
            : null;

    private static ProjectNames? ParseNames(JsonElement names) =>
        names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? new ProjectNames([.. names.EnumerateArray().Select(name => name.GetString()!)])
            : null;

    private static ProjectIds? ParseIds(JsonElement ids) =>
        ids.EnumerateArray().All(IsId) ? new ProjectIds([.. ids.EnumerateArray().Select(id => id.GetGuid())]) : null;

    private static Publisher? ParsePublisher(JsonElement id) => IsId(id) ? new Publisher(id.GetGuid()) : null;

    private static bool IsId(JsonElement id) => id.ValueKind == JsonValueKind.String && id.TryGetGuid(out _);
}

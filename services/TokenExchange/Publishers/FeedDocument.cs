using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>What a page of the feed says of itself.</summary>
internal readonly record struct FeedHead(string Epoch, long Head, long Through, bool More);

/// <summary>
/// Reads a page of the feed in two steps: first what it says of itself, so that the next page can be asked for, and then one publisher
/// after the other, so that a million of them leave no trace but what is kept.
/// </summary>
internal static class FeedDocument
{
    /// <exception cref="JsonException">It is not a page of the feed.</exception>
    public static FeedHead ReadHead(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        Begin(ref json, JsonTokenType.StartObject);
        var (epoch, head, through, more) = ((string?)null, (long?)null, (long?)null, (bool?)null);
        while (epoch is null || head is null || through is null || more is null)
        {
            switch (NextMember(ref json))
            {
                case "epoch":
                    Expect(json, JsonTokenType.String);
                    epoch = json.GetString();
                    break;
                case "head":
                    head = Revision(json);
                    break;
                case "through":
                    through = Revision(json);
                    break;
                case "more":
                    more = json.TokenType switch
                    {
                        JsonTokenType.True => true,
                        JsonTokenType.False => false,
                        _ => throw new JsonException("Whether there is more is true or false."),
                    };
                    break;
                case null:
                    throw new JsonException("The page says not what it is: epoch, head, through and more.");
                default:
                    json.Skip();
                    break;
            }
        }

        return new FeedHead(epoch, head.Value, through.Value, more.Value);
    }

    /// <exception cref="JsonException">It is not a page of the feed.</exception>
    public static void ReadPublishers(ReadOnlySpan<byte> utf8, Action<FeedEntry> read)
    {
        var json = new Utf8JsonReader(utf8);
        Begin(ref json, JsonTokenType.StartObject);
        var isThere = false;
        while (NextMember(ref json) is { } member)
        {
            if (member != "publishers")
            {
                json.Skip();
                continue;
            }

            isThere = true;
            Expect(json, JsonTokenType.StartArray);
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                read(JsonSerializer.Deserialize(ref json, FeedJson.Default.FeedEntry) ?? throw new JsonException("A publisher is null."));
            }
        }

        if (!isThere)
        {
            throw new JsonException("The page has no publishers.");
        }
    }

    /// <summary>Moves to the value of the next member; null at the end of the object.</summary>
    private static string? NextMember(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        Expect(json, JsonTokenType.PropertyName);
        var name = json.GetString();
        json.Read();
        return name;
    }

    private static long Revision(Utf8JsonReader json) => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var revision)
        ? revision
        : throw new JsonException("A revision is a whole number.");

    private static void Begin(ref Utf8JsonReader json, JsonTokenType token)
    {
        json.Read();
        Expect(json, token);
    }

    private static void Expect(in Utf8JsonReader json, JsonTokenType token)
    {
        if (json.TokenType != token)
        {
            throw new JsonException($"There is {json.TokenType} where {token} is expected.");
        }
    }
}

internal sealed record FeedEntry
{
    public required Guid Id { get; init; }
    public required long Revision { get; init; }
    public bool Removed { get; init; }
    public string? Provider { get; init; }
    public string? Issuer { get; init; }
    public Dictionary<string, string?>? Fields { get; init; }
    public Dictionary<string, string>? PinnedIds { get; init; }
    public DateTimeOffset? PinUntil { get; init; }
    public IReadOnlyList<FeedProject>? Projects { get; init; }
}

internal sealed record FeedProject
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string NormalizedName { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FeedEntry))]
internal sealed partial class FeedJson : JsonSerializerContext;

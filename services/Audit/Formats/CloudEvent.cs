using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Formats;

/// <summary>An entry as a CloudEvent 1.0 in the JSON event format; <c>docs/audit-streams.md</c> says what each attribute is and why.</summary>
internal sealed record CloudEvent
{
    public const string MediaType = "application/cloudevents+json";
    public const string BatchMediaType = "application/cloudevents-batch+json";

    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>The record's id: the same record has it in every log, also after a restore.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    [JsonPropertyName("source")]
    public required string Source { get; init; }

    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("subject"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    [JsonPropertyName("time")]
    public required string Time { get; init; }

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>The index with zeros before it, because consumers may compare sequences as text (CloudEvents Sequence extension).</summary>
    [JsonPropertyName("sequence")]
    public required string Sequence { get; init; }

    [JsonPropertyName("data")]
    public required EntryDocument Data { get; init; }

    /// <param name="entry">The entry.</param>
    /// <param name="origin">The log's origin.</param>
    public static CloudEvent Of(EntryDocument entry, string origin) => new()
    {
        Id = entry.RecordId,
        Source = SourceOf(origin),
        Type = TypeOf(entry.Producer, entry.Type),
        Subject = ProjectOf(entry.Body),
        Time = entry.OccurredAt,
        Sequence = entry.Index.ToString("D19", CultureInfo.InvariantCulture),
        Data = entry,
    };

    /// <summary>
    /// <c>localhost:8082/log</c> → <c>//localhost:8082/log</c>, a reference without a scheme (RFC 3986 §4.2): without the slashes,
    /// <c>localhost</c> would be the scheme.
    /// </summary>
    public static string SourceOf(string origin) =>
        Uri.IsWellFormedUriString($"https://{origin}", UriKind.Absolute) ? $"//{origin}" : Uri.EscapeDataString(origin);

    /// <summary><c>TokenMinted</c> of <c>token-exchange</c> → <c>token-exchange.token-minted</c>.</summary>
    public static string TypeOf(string producer, string type)
    {
        var name = new StringBuilder(producer).Append('.');
        for (var i = 0; i < type.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(type[i]))
            {
                name.Append('-');
            }
            name.Append(char.ToLowerInvariant(type[i]));
        }
        return name.ToString();
    }

    /// <summary>The name of the project, as its owner wrote it, of an entry that is about exactly one.</summary>
    private static string? ProjectOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        var project = body.TryGetProperty("project", out var one) ? one
            : body.TryGetProperty("projects", out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() == 1 ? all[0]
            : default;
        return project.ValueKind == JsonValueKind.Object && project.TryGetProperty("name", out var name) && name.GetString() is { Length: > 0 } text ? text : null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(CloudEvent[]))]
internal sealed partial class CloudEventJson : JsonSerializerContext;

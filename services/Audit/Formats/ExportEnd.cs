using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Formats;

/// <summary>The last line of an export. One without it was cut off.</summary>
internal sealed record ExportEnd
{
    public const string Type = "ExportCompleted";

    /// <summary>How many entries came before this line.</summary>
    public required long Entries { get; init; }

    /// <summary>The index of the last of them; null if there were none.</summary>
    public required long? Last { get; init; }

    /// <summary>The newest entry when the export began: what came later is not in it. −1: the log was empty.</summary>
    public required long Head { get; init; }
}

internal sealed record ExportEndLine(ExportEnd Export);

/// <summary>The last line among CloudEvents: it is one, too.</summary>
internal sealed record ExportEndEvent(
    [property: JsonPropertyName("specversion")] string SpecVersion,
    Guid Id,
    string Source,
    string Type,
    string Time,
    [property: JsonPropertyName("datacontenttype")] string DataContentType,
    ExportEnd Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExportEnd))]
[JsonSerializable(typeof(ExportEndLine))]
[JsonSerializable(typeof(ExportEndEvent))]
internal sealed partial class ExportJson : JsonSerializerContext;

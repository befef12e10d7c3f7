using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Erasure;

/// <summary>What was erased, or would be.</summary>
internal sealed record ErasureDocument
{
    public required bool DryRun { get; init; }

    [Description("How many values.")]
    public required long Count { get; init; }

    [Description("How many of each field.")]
    public required IReadOnlyDictionary<string, long> Fields { get; init; }
    public required long? FirstIndex { get; init; }
    public required long? LastIndex { get; init; }

    [Description("The entries that had them; null when there are more than 100.")]
    public required IReadOnlyList<long>? Entries { get; init; }

    [Description("The index of the entry PersonalValuesErased; null for a dry run, and when there was nothing to erase.")]
    public required long? RecordedAs { get; init; }

    public static ErasureDocument Of(FoundValues found, bool dryRun, long? recordedAs) => new()
    {
        DryRun = dryRun,
        Count = found.Count,
        Fields = found.Fields,
        FirstIndex = found.FirstIndex,
        LastIndex = found.LastIndex,
        Entries = found.Entries,
        RecordedAs = recordedAs,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(ErasureDocument))]
internal sealed partial class ErasureJson : JsonSerializerContext;

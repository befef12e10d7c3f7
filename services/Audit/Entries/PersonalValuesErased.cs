using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Entries;

/// <summary>The operator erased personal values. What they were is not said, nor what was looked for.</summary>
internal sealed record PersonalValuesErased
{
    public required long Count { get; init; }

    /// <summary>How many of each field.</summary>
    public required IReadOnlyDictionary<string, long> Fields { get; init; }

    /// <summary>The first and the last entry that had one of them.</summary>
    public required long FirstIndex { get; init; }
    public required long LastIndex { get; init; }

    /// <summary>All these entries; left out when there are more than <see cref="Erasure.Eraser.MaximumListed"/>.</summary>
    public IReadOnlyList<long>? Entries { get; init; }
    public required string By { get; init; }

    /// <summary><c>reason</c>: the operator's own words, which may name people.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PersonalValuesErased))]
internal sealed partial class ErasedJson : JsonSerializerContext;

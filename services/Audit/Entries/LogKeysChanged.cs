using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Entries;

/// <summary>The log is signed with other keys from now on, because the operator gave it another or retired one.</summary>
internal sealed record LogKeysChanged
{
    /// <summary>Public keys, <c>&lt;origin&gt;+&lt;id&gt;+&lt;base64&gt;</c>, the current one first.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Those that signed the last checkpoint.</summary>
    public required IReadOnlyList<string> KeysBefore { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LogKeysChanged))]
internal sealed partial class LogKeysJson : JsonSerializerContext;

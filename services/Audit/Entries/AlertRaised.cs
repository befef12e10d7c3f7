using System.Text.Json.Serialization;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Entries;

/// <summary>A rule found something in the log that somebody should look at. One type for all rules, so that a new rule reaches whoever listens for alerts.</summary>
internal sealed record AlertRaised
{
    /// <summary>A stable code, for example <c>new_source</c>; the list is in <c>docs/audit-alerts.md</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The indices of the entries that caused it, in their order; of very many the last ones.</summary>
    public required IReadOnlyList<long> Entries { get; init; }

    /// <summary>What of several things the rule watches it was: <c>repository</c>, <c>ref</c>, <c>project</c>, <c>issuer</c> or <c>producer</c>.</summary>
    public string? What { get; init; }

    /// <summary>And which one. Names nobody.</summary>
    public string? Value { get; init; }

    /// <summary>How many refusals made a burst.</summary>
    public long? Count { get; init; }
    public IReadOnlyList<ProjectRef> Projects { get; init; } = [];
    public string? Provider { get; init; }
    public string? Issuer { get; init; }
    public Guid? PublisherId { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertRaised))]
internal sealed partial class AlertJson : JsonSerializerContext;

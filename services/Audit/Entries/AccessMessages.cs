using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Entries;

/// <summary>The operator issued a token to an auditor.</summary>
internal sealed record AuditorTokenIssued
{
    public required Guid TokenId { get; init; }

    /// <summary><c>all</c> or <c>project</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Of the scope <c>project</c>: a <see cref="ProjectKey"/>.</summary>
    public string? Project { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string By { get; init; }

    /// <summary><c>label</c>: the operator's own words, which may name people.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>The operator ended an auditor's token. Said once a token.</summary>
internal sealed record AuditorTokenRevoked
{
    public required Guid TokenId { get; init; }
    public required string By { get; init; }

    /// <summary><c>label</c>.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>Somebody read the log: the first time in an hour with this token, in this way, from this address.</summary>
internal sealed record AuditLogRead
{
    /// <summary><c>operator</c>, or the id of an auditor's token.</summary>
    public required string Reader { get; init; }

    /// <summary>In which way: <c>entries</c>, <c>stream</c>, <c>bundles</c>, <c>pages</c> …</summary>
    public required string What { get; init; }

    /// <summary>From how many addresses it was in this hour, this one included; no more are told after the <see cref="Access.Uses.UseRecorder.MaximumAddresses"/>th.</summary>
    public required int Addresses { get; init; }

    /// <summary><c>source_address</c>, and the token's <c>label</c>.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>Somebody showed a token that is over: the first time in an hour, in this way, from this address.</summary>
internal sealed record AuditorTokenRefused
{
    public required Guid TokenId { get; init; }

    /// <summary><c>expired</c> or <c>revoked</c>. The caller was not told which.</summary>
    public required string Reason { get; init; }
    public required string What { get; init; }
    public required int Addresses { get; init; }

    /// <summary><c>source_address</c>, and the token's <c>label</c>.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditorTokenIssued))]
[JsonSerializable(typeof(AuditorTokenRevoked))]
[JsonSerializable(typeof(AuditLogRead))]
[JsonSerializable(typeof(AuditorTokenRefused))]
internal sealed partial class AccessJson : JsonSerializerContext;

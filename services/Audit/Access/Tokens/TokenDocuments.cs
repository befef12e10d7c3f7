using System.ComponentModel;
using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Access.Tokens;

/// <summary>A token as the operator sees it afterwards.</summary>
internal sealed record TokenDocument
{
    public required Guid Id { get; init; }
    public required string Label { get; init; }

    [Description("all or project.")]
    public required string Scope { get; init; }

    [Description("The id or the normalised name of the one project; null for all.")]
    public required string? Project { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required DateTimeOffset? RevokedAt { get; init; }

    [Description("When the log last got an entry of its use, hence to the hour; null before the first.")]
    public required DateTimeOffset? LastUsedAt { get; init; }

    [Description("good, expired or revoked.")]
    public required string State { get; init; }

    public static TokenDocument Of(AuditorToken token, DateTimeOffset? lastUse, string? whyOver) => new()
    {
        Id = token.Id,
        Label = token.Label,
        Scope = token.Project is null ? "all" : "project",
        Project = token.Project,
        IssuedAt = token.IssuedAt,
        ExpiresAt = token.ExpiresAt,
        RevokedAt = token.RevokedAt,
        LastUsedAt = lastUse,
        State = whyOver ?? "good",
    };
}

/// <summary>A token that was issued just now.</summary>
internal sealed record IssuedTokenDocument
{
    public required TokenDocument Issued { get; init; }

    [Description("The token itself. It is shown this once; only its SHA-256 is kept.")]
    public required string Token { get; init; }
}

internal sealed record TokenList
{
    public required IReadOnlyList<TokenDocument> Tokens { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(IssuedTokenDocument))]
[JsonSerializable(typeof(TokenList))]
internal sealed partial class TokensJson : JsonSerializerContext;

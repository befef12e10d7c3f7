using System.Text.Json.Serialization;

namespace TrustedPublishing.TokenExchange.Introspection;

/// <summary>RFC 7662 §2.2. For a token that is not good it is <c>{"active":false}</c> and nothing more.</summary>
internal sealed record IntrospectionAnswer
{
    public static readonly IntrospectionAnswer Inactive = new() { Active = false };

    public required bool Active { get; init; }

    /// <summary>What the holder may do: <c>upload</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenType { get; init; }

    /// <summary>Seconds since 1970; earlier than when it was minted if the holder narrowed the token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Exp { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Iat { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Nbf { get; init; }

    /// <summary><c>trusted-publisher:</c> and the publisher's id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sub { get; init; }

    /// <summary>The target: the registry's canonical id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Aud { get; init; }

    /// <summary>This installation's public address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Iss { get; init; }

    /// <summary>The token's id, as in the audit log.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Jti { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? PublisherId { get; init; }

    /// <summary>The projects that the token is good for now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IntrospectedProject>? Projects { get; init; }
}

/// <summary>A project as its owner spells it.</summary>
internal sealed record IntrospectedProject(Guid Id, string Name);

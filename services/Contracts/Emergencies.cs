namespace TrustedPublishing.Contracts;

/// <summary>An operator set or cleared an emergency switch. In force from the transaction that holds this record.</summary>
public sealed record EmergencySwitchChanged
{
    public required Guid SwitchId { get; init; }

    /// <summary><c>stop-minting</c>, <c>distrust-issuer</c> or <c>distrust-key</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>True: nothing that it forbids is minted any more. False: it is cleared.</summary>
    public required bool InForce { get; init; }

    /// <summary>The issuer that is distrusted, or whose key is.</summary>
    public string? Issuer { get; init; }
    public string? KeyId { get; init; }

    /// <summary>RFC 7638, SHA-256, base64url.</summary>
    public string? Thumbprint { get; init; }
    public required string By { get; init; }

    /// <summary><c>reason</c>: the operator's own words, which may name people.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>An operator revoked all tokens of a publisher or of a provider that were minted before this record.</summary>
public sealed record TokensRevoked
{
    public Guid? PublisherId { get; init; }
    public string? Provider { get; init; }

    /// <summary>How many were good until then.</summary>
    public required long Count { get; init; }

    /// <summary>Of a publisher: the projects that it stands for.</summary>
    public required IReadOnlyList<ProjectRef> Projects { get; init; }
    public required string By { get; init; }

    /// <summary><c>reason</c>: the operator's own words, which may name people.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

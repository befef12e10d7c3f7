namespace TrustedPublishing.Contracts;

/// <summary>An ID token was exchanged for an API token. Durable before the API token leaves the service.</summary>
public sealed record TokenMinted
{
    public required Guid TokenId { get; init; }

    /// <summary>The canonical id of the registry that the token is for.</summary>
    public required string Target { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required Guid PublisherId { get; init; }
    public required IReadOnlyList<ProjectRef> Projects { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>SHA-256 of the ID token's signing input (<c>header.payload</c>), lower-case hex.</summary>
    public required string IdTokenDigest { get; init; }

    /// <summary>The issuer's <c>kid</c> that signed the ID token.</summary>
    public required string KeyId { get; init; }

    /// <summary>Verified claims that name nobody, for example <c>repository_id</c>, <c>run_id</c>, <c>sha</c>, <c>ref</c>.</summary>
    public required IReadOnlyDictionary<string, string> Claims { get; init; }

    /// <summary>Verified claims that may name a person. Audit commits to them by salted digest only.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>The first refusal of one ID token for one target and reason, after its signature held.</summary>
public sealed record TokenExchangeDenied
{
    /// <summary>A stable code, for example <c>workflow_mismatch</c>; the list is in <c>docs/denial-reasons.md</c>.</summary>
    public required string Reason { get; init; }
    public required string Target { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required string IdTokenDigest { get; init; }
    public required string KeyId { get; init; }

    /// <summary>The publisher that came closest, and its projects, if any came close.</summary>
    public Guid? NearestPublisherId { get; init; }

    /// <summary>The claims that are as the nearest publisher's registration asks, and those that are not.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>What was expected of the failed claims that name nobody; of the others it is in <see cref="Personal"/>, as <c>expected:</c> and the claim.</summary>
    public IReadOnlyDictionary<string, string> Expected { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<ProjectRef> Projects { get; init; } = [];
    public required IReadOnlyDictionary<string, string> Claims { get; init; }
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>
/// Refusals that are only counted: those before verification (garbage, unknown issuer, bad signature), repeats of
/// a <see cref="TokenExchangeDenied"/>, and what went over the budget of full records.
/// </summary>
public sealed record ExchangeRefusalsSummarised
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset Until { get; init; }
    public required IReadOnlyList<RefusalCount> Counts { get; init; }
}

public sealed record RefusalCount
{
    public required string Reason { get; init; }
    public required long Count { get; init; }

    /// <summary>The configured issuer, if the ID token named one that is configured here.</summary>
    public string? Issuer { get; init; }
}

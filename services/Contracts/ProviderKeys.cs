namespace TrustedPublishing.Contracts;

/// <summary>A signing key of an issuer: its <c>kid</c> and its RFC 7638 SHA-256 thumbprint (base64url).</summary>
public sealed record SigningKeyRef
{
    public required string KeyId { get; init; }
    public required string Thumbprint { get; init; }
}

/// <summary>An issuer's key set differs from the one announced last.</summary>
public sealed record ProviderKeysChanged
{
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required IReadOnlyList<SigningKeyRef> Added { get; init; }
    public required IReadOnlyList<SigningKeyRef> Removed { get; init; }
    public required IReadOnlyList<SigningKeyRef> Current { get; init; }
}

/// <summary>An issuer's keys could not be fetched, after a time when they could.</summary>
public sealed record ProviderKeysUnavailable
{
    public required string Provider { get; init; }
    public required string Issuer { get; init; }

    /// <summary>A stable code, for example <c>timeout</c>, <c>http_status</c>, <c>invalid_document</c>.</summary>
    public required string Reason { get; init; }
    public DateTimeOffset? LastConfirmedAt { get; init; }
}

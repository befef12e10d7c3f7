namespace TrustedPublishing.Contracts;

/// <summary>A minted token was revoked. Said once a token, whoever revokes it again.</summary>
public sealed record TokenRevoked
{
    public required Guid TokenId { get; init; }
    public required string Target { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required Guid PublisherId { get; init; }

    /// <summary>The token's projects for which its publisher still stands; <see cref="TokenMinted"/> has all.</summary>
    public required IReadOnlyList<ProjectRef> Projects { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary><c>burned</c> (its holder was done), <c>revoked</c> (by the registry) or <c>leaked</c> (reported as seen in public).</summary>
    public required string Cause { get; init; }

    /// <summary><c>holder</c>, <c>client:</c> and the registry's client id, or <c>leak-report</c>.</summary>
    public required string By { get; init; }

    /// <summary>Of a leak: <c>url</c>, where somebody says that it was seen. Nobody has checked it.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

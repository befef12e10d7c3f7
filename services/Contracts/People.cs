namespace TrustedPublishing.Contracts;

/// <summary>Somebody opened a session of the console.</summary>
public sealed record PersonSignedIn
{
    /// <summary>Names them in every other record; only this one says who it is.</summary>
    public required Guid PersonId { get; init; }

    /// <summary><c>provider</c>, <c>admin_token</c> or <c>one_time_link</c>.</summary>
    public required string Via { get; init; }

    /// <summary><c>operator</c> and <c>auditor</c>, as the provider's groups say.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary><c>issuer</c>, <c>subject</c>, <c>name</c> and <c>email</c>, as far as they are known. Audit commits to them by salted digest only.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>A person became a member of a project, is one with another role, or is none any more.</summary>
public sealed record ProjectMemberChanged
{
    public required ProjectRef Project { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary><c>owner</c> or <c>maintainer</c>; null for nothing any more.</summary>
    public string? Role { get; init; }

    /// <summary>What they were before; null for nothing.</summary>
    public string? FormerRole { get; init; }

    /// <summary>The invitation that they accepted, if that made them a member.</summary>
    public Guid? InvitationId { get; init; }
    public required string By { get; init; }
}

/// <summary>There is a link with which one person can become a member of a project.</summary>
public sealed record InvitationIssued
{
    public required Guid InvitationId { get; init; }
    public required ProjectRef Project { get; init; }
    public required string Role { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string By { get; init; }
}

/// <summary>An invitation that nobody has accepted is good no more.</summary>
public sealed record InvitationWithdrawn
{
    public required Guid InvitationId { get; init; }
    public required ProjectRef Project { get; init; }
    public required string By { get; init; }
}

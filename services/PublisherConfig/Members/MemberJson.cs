namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>A member of a project.</summary>
internal sealed record MemberResponse
{
    public required Guid PersonId { get; init; }

    /// <summary><c>owner</c> or <c>maintainer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>For display only; names are not unique and change.</summary>
    public required string Name { get; init; }

    public required string? Email { get; init; }

    /// <summary>With the subject, who they are.</summary>
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public static MemberResponse Of(ProjectMember member) => new()
    {
        PersonId = member.PersonId,
        Role = member.Role.Word(),
        Name = member.Person.DisplayName,
        Email = member.Person.Email,
        Issuer = member.Person.Issuer,
        Subject = member.Person.Subject,
        AddedAt = member.AddedAt,
    };
}

/// <summary>The members of a project.</summary>
internal sealed record MemberListResponse
{
    /// <summary>Owners first, then by when they were added.</summary>
    public required IReadOnlyList<MemberResponse> Members { get; init; }
}

/// <summary>An invitation that can still be accepted.</summary>
internal sealed record InvitationResponse
{
    public required Guid Id { get; init; }

    /// <summary><c>owner</c> or <c>maintainer</c>.</summary>
    public required string Role { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Who issued it, as the audit log names them.</summary>
    public required string IssuedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What to send to whom is invited; in the answer to its issue and never again.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; init; }

    public static InvitationResponse Of(Invitation invitation, string? link = null) => new()
    {
        Id = invitation.Id,
        Role = invitation.Role.Word(),
        IssuedAt = invitation.IssuedAt,
        IssuedBy = invitation.IssuedBy,
        ExpiresAt = invitation.ExpiresAt,
        Link = link,
    };
}

/// <summary>The open invitations of a project.</summary>
internal sealed record InvitationListResponse
{
    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<InvitationResponse> Invitations { get; init; }
}

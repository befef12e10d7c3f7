using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>Who somebody is, as they have just shown.</summary>
internal sealed record Identity
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public bool IsOperator { get; init; }

    public bool IsAuditor { get; init; }

    /// <summary>When they showed it; null if the provider does not say.</summary>
    public required DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>As the record of the sign-in names the way in.</summary>
    public string Via => Issuer switch
    {
        Person.AdminTokenIssuer => "admin_token",
        Person.OneTimeLinkIssuer => "one_time_link",
        _ => "provider",
    };

    public IReadOnlyList<string> Roles => [.. IsOperator ? [Caller.Operator] : Array.Empty<string>(), .. IsAuditor ? [Caller.Auditor] : Array.Empty<string>()];

    public static Identity OfAdminToken(DateTimeOffset now) =>
        new() { Issuer = Person.AdminTokenIssuer, Subject = "console", Name = "Admin token", IsOperator = true, AuthenticatedAt = now };

    public static Identity OfOneTimeLink(DateTimeOffset now) =>
        new() { Issuer = Person.OneTimeLinkIssuer, Subject = "developer", Name = "Developer", IsOperator = true, AuthenticatedAt = now };
}

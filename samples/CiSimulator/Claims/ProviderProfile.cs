namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>What sets one provider apart from another. A new provider is one such value and a line in <see cref="All"/>.</summary>
/// <param name="Name">The path segment and the name of the provider.</param>
/// <param name="KeySetPath">Where the provider keeps its JWK set, below the issuer.</param>
/// <param name="Describe">Puts the claims of a job into the set.</param>
/// <param name="Fields">What the page asks for.</param>
public sealed record ProviderProfile(
    string Name, string KeySetPath, Action<ClaimSet, IssuedBy> Describe, IReadOnlyList<JobField> Fields)
{
    /// <summary>The claims that name a repository or project and hold its ids; null for a provider whose API is not played.</summary>
    public RepositoryClaims? Repositories { get; init; }

    public static IReadOnlyList<ProviderProfile> All { get; } =
        [GitHubClaims.Profile, GitLabClaims.Profile, GoogleClaims.Profile, ActiveStateClaims.Profile];
}

/// <summary>What names a repository, and the ids that stay with it: <c>repository</c>, <c>repository_id</c>, <c>repository_owner_id</c>.</summary>
public sealed record RepositoryClaims(string Name, string Id, string OwnerId);

/// <summary>Who issues an ID token, for whom unless the job says otherwise, and when.</summary>
public sealed record IssuedBy(string Issuer, string Audience, DateTimeOffset Now);

/// <summary>A claim that a person is likely to change, with the value that the simulated job has by default.</summary>
public sealed record JobField(string Claim, string Label, string Default);

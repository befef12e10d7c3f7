using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitHub;

/// <summary>GitHub Actions, on github.com, GitHub Enterprise Cloud and Enterprise Server.</summary>
internal sealed class GitHubProvider : IProvider
{
    public string Name => "github";

    public string DisplayName => "GitHub Actions";

    public string Introduction => "Trusts one workflow file of one repository on GitHub.";

    public IReadOnlyList<RegistrationField> Fields => GitHubFields.All;

    public ClaimTable Claims => GitHubClaims.Table;

    /// <summary>GitHub's ID tokens live for 5 minutes.</summary>
    public TimeSpan MaxIdTokenLifetime => TimeSpan.FromHours(1);

    public string Title(IReadOnlyDictionary<string, string> fields) => $"{fields[GitHubFields.Owner]}/{fields[GitHubFields.Repository]}";

    public IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields)
    {
        var dangerous = fields.Values(GitHubFields.Events).Intersect(GitHubRule.DangerousEvents, StringComparer.Ordinal).ToList();
        IEnumerable<RegistrationWarning> aboutEvents = dangerous.Count == 0
            ? []
            : [new("dangerous_event", GitHubFields.Events,
                $"Runs that {string.Join(" or ", dangerous)} started can run code of people who may not publish, with the rights of this repository.")];
        return [.. EnvironmentWarnings.Of(fields, "GitHub"), .. aboutEvents];
    }

    public IEnumerable<FieldRefusal> RefuseTogether(IReadOnlyDictionary<string, string> fields)
    {
        var hasRepository = fields.Value(GitHubFields.WorkflowRepository) is not null;
        var hasRefs = fields.Value(GitHubFields.WorkflowRefs) is not null;
        if (hasRepository && !hasRefs)
        {
            yield return new(GitHubFields.WorkflowRefs, "Say which versions of the reusable workflow are trusted, for example refs/heads/main.");
        }

        if (hasRefs && !hasRepository)
        {
            yield return new(GitHubFields.WorkflowRepository, "Give the repository that the reusable workflow lies in, or leave its refs out.");
        }
    }

    public PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields) => GitHubRule.Read(fields);

    /// <summary><c>octo-org/sampleproject</c> must be a repository of <c>octo-org</c>.</summary>
    public Mismatch? RefuseOutright(IdTokenClaims claims)
    {
        var owner = claims.Text(GitHubClaims.RepositoryOwner);
        var repository = claims.Text(GitHubClaims.Repository);
        return owner is not null && repository is not null && repository.StartsWith(owner + "/", StringComparison.OrdinalIgnoreCase)
            ? null
            : new Mismatch(DenialReason.ClaimsInconsistent, GitHubClaims.Repository, "a repository of \"repository_owner\"", repository);
    }

    public string IdentityOf(IdTokenClaims claims) => GitHubRule.IdentityOf(claims.Text(GitHubClaims.Repository) ?? "");

    public string AccountOf(IdTokenClaims claims) => claims.Text(GitHubClaims.RepositoryId) ?? IdentityOf(claims);
}

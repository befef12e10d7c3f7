using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitLab;

/// <summary>GitLab CI/CD, on gitlab.com and self-managed.</summary>
internal sealed class GitLabProvider : IProvider
{
    public string Name => "gitlab";

    public string DisplayName => "GitLab CI/CD";

    public string Introduction => "Trusts the top-level pipeline definition of one project on GitLab.";

    public IReadOnlyList<RegistrationField> Fields => GitLabFields.All;

    public ClaimTable Claims => GitLabClaims.Table;

    /// <summary>GitLab's ID tokens live as long as the job may run.</summary>
    public TimeSpan MaxIdTokenLifetime => TimeSpan.FromHours(24);

    public string Title(IReadOnlyDictionary<string, string> fields) => $"{fields[GitLabFields.Namespace]}/{fields[GitLabFields.Project]}";

    public IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields) => EnvironmentWarnings.Of(fields, "GitLab");

    public PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields) => GitLabRule.Read(fields);

    /// <summary>Pipelines of merge requests from forks once carried the wrong project: where the job's own is named, it must be the same.</summary>
    public Mismatch? RefuseOutright(IdTokenClaims claims) =>
        Contradiction(claims, GitLabClaims.JobProjectPath, GitLabClaims.ProjectPath, StringComparison.OrdinalIgnoreCase)
        ?? Contradiction(claims, GitLabClaims.JobProjectId, GitLabClaims.ProjectId, StringComparison.Ordinal);

    public string IdentityOf(IdTokenClaims claims) => GitLabRule.IdentityOf(claims.Text(GitLabClaims.ProjectPath) ?? "");

    public string AccountOf(IdTokenClaims claims) => claims.Text(GitLabClaims.ProjectId) ?? IdentityOf(claims);

    // What is no text agrees with nothing: 21 and 20 would otherwise be two claims that are both "no text".
    private static Mismatch? Contradiction(IdTokenClaims claims, string ofJob, string ofPipeline, StringComparison comparison) =>
        claims.Member(ofJob) is null || (claims.Text(ofJob) is { } text && string.Equals(text, claims.Text(ofPipeline), comparison))
            ? null
            : new Mismatch(DenialReason.ClaimsInconsistent, ofJob, $"the same as \"{ofPipeline}\"", claims.Text(ofJob));
}

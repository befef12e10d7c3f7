using TrustedPublishing.TrustRules;
using KnownProviders = TrustedPublishing.ServiceDefaults.Issuers.Providers;

namespace TrustedPublishing.TokenExchange.Providers.GitLab;

/// <summary>GitLab CI/CD, on gitlab.com and self-managed.</summary>
internal sealed class GitLabRules : IProviderRules
{
    public string Provider => KnownProviders.GitLab;

    public ClaimTable Claims => GitLabClaims.Table;

    public Registration? ReadRegistration(IReadOnlyDictionary<string, string> fields) =>
        RegistrationFields.Read(fields, "namespace", out var owner)
        && RegistrationFields.Read(fields, "project", out var project)
        && RegistrationFields.Read(fields, "workflow_filepath", out var workflow)
            ? new GitLabRegistration(owner, project, workflow, RegistrationFields.ReadOptional(fields, "environment"))
            : null;

    public Mismatch? RefuseOutright(IdTokenClaims claims)
    {
        var isSameProject = claims.Member(GitLabClaims.JobProjectPath) is null
            || string.Equals(
                claims.Text(GitLabClaims.JobProjectPath), claims.Text(GitLabClaims.ProjectPath), StringComparison.OrdinalIgnoreCase);
        return isSameProject
            ? null
            : new Mismatch(DenialReason.ClaimsInconsistent, "The claim \"job_project_path\" is not \"project_path\".");
    }

    public string IdentityOf(IdTokenClaims claims) => GitLabRegistration.IdentityOf(claims.Text(GitLabClaims.ProjectPath) ?? "");

    public string AccountOf(IdTokenClaims claims) =>
        claims.Scalar(GitLabClaims.ProjectId) ?? claims.Text(GitLabClaims.ProjectPath)?.ToUpperInvariant() ?? "";
}

internal sealed record GitLabRegistration(string Namespace, string Project, string WorkflowFilepath, string? Environment) : Registration
{
    public override string Identity => IdentityOf($"{Namespace}/{Project}");

    public override int Specificity => Environment is null ? 0 : 1;

    /// <summary>GitLab's paths are case-insensitive.</summary>
    public static string IdentityOf(string projectPath) => projectPath.ToUpperInvariant();

    public override Mismatch? Compare(IdTokenClaims claims, string issuer)
    {
        if (!IsWorkflow(claims, issuer))
        {
            return new Mismatch(DenialReason.WorkflowMismatch, $"The registered pipeline definition is \"{WorkflowFilepath}\" of this project.", 1);
        }

        // GitLab's environment names are case-sensitive.
        var isEnvironment = Environment is null
            || string.Equals(claims.Text(GitLabClaims.Environment), Environment, StringComparison.Ordinal);
        return isEnvironment
            ? null
            : new Mismatch(DenialReason.EnvironmentMismatch, $"The registered environment is \"{Environment}\".", 2);
    }

    /// <summary>
    /// <c>gitlab.example.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1</c>: the issuer without its scheme, the project,
    /// the file, at the ref or the commit of the run. Null when the definition lives in another project.
    /// </summary>
    private bool IsWorkflow(IdTokenClaims claims, string issuer)
    {
        var host = WithoutScheme(issuer) + "/";
        var project = $"{Namespace}/{Project}";
        var uri = claims.Text(GitLabClaims.CiConfigRefUri);
        if (uri is null
            || !uri.StartsWith(host, StringComparison.Ordinal)
            || !uri.AsSpan(host.Length).StartsWith(project, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var file = uri[(host.Length + project.Length)..];
        return new[] { claims.Text(GitLabClaims.RefPath), claims.Text(GitLabClaims.Sha) }
            .Any(at => at is not null && string.Equals(file, $"//{WorkflowFilepath}@{at}", StringComparison.Ordinal));
    }

    private static string WithoutScheme(string issuer)
    {
        var end = issuer.IndexOf("://", StringComparison.Ordinal);
        return end < 0 ? issuer : issuer[(end + 3)..];
    }
}

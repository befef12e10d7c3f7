using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitLab;

/// <summary>The pipeline definition of a project, with the constraints that its owner chose. GitLab's paths are without case, its environments are not.</summary>
internal sealed class GitLabRule : PublisherRule
{
    private readonly string project;
    private readonly string workflow;
    private readonly string? environment;
    private readonly IReadOnlyList<string> refs;
    private readonly string? refProtected;

    private GitLabRule(string project, string workflow, IReadOnlyDictionary<string, string> fields)
    {
        this.project = project;
        this.workflow = workflow;
        environment = fields.Value(GitLabFields.Environment);
        refs = fields.Values(RefPatterns.Field.Name);
        refProtected = fields.Value(GitLabFields.RefProtected);
        Specificity = fields.CountFilled();
    }

    public override string Identity => IdentityOf(project);

    public override int Specificity { get; }

    public static GitLabRule? Read(IReadOnlyDictionary<string, string> fields) =>
        fields.Value(GitLabFields.Namespace) is { } owner
        && fields.Value(GitLabFields.Project) is { } project
        && fields.Value(GitLabFields.Workflow) is { } workflow
            ? new GitLabRule($"{owner}/{project}", workflow, fields)
            : null;

    public static string IdentityOf(string projectPath) => projectPath.ToUpperInvariant();

    public override IReadOnlyList<ClaimCheck> Check(IdTokenClaims claims, string issuer)
    {
        var checks = new List<ClaimCheck>
        {
            ClaimCheck.IgnoreCase(
                claims, GitLabClaims.ProjectPath, project, DenialReason.NoPublisher,
                "Was the project renamed or moved, or is this a fork? A publisher trusts the path that the project has now."),
            CheckDefinition(claims, issuer),
        };
        if (environment is not null)
        {
            checks.Add(ClaimCheck.Exact(
                claims, GitLabClaims.Environment, environment, DenialReason.EnvironmentMismatch,
                $"Let the job deploy to it: \"environment: {environment}\" in the job."));
        }

        if (refs.Count > 0)
        {
            checks.Add(ClaimCheck.Matches(claims, GitLabClaims.RefPath, refs, DenialReason.RefMismatch));
        }

        if (refProtected is not null)
        {
            checks.Add(ClaimCheck.Exact(
                claims, GitLabClaims.RefProtected, refProtected, DenialReason.RefMismatch, "Protect the branch or tag in the settings of the project on GitLab."));
        }

        return checks;
    }

    /// <summary>
    /// <c>gitlab.example.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1</c>: the issuer without its scheme, the project,
    /// the file, at the ref or the commit of the run.
    /// </summary>
    private ClaimCheck CheckDefinition(IdTokenClaims claims, string issuer)
    {
        var host = WithoutScheme(issuer) + "/";
        var uri = claims.Text(GitLabClaims.CiConfigRefUri);
        if (uri is not null
            && uri.StartsWith(host, StringComparison.Ordinal)
            && uri.AsSpan(host.Length).StartsWith(project, StringComparison.OrdinalIgnoreCase)
            && IsFileAtItsRef(uri.AsSpan(host.Length + project.Length), claims))
        {
            return new ClaimCheck(GitLabClaims.CiConfigRefUri, null);
        }

        var expected = $"\"{host}{project}//{workflow}\" at the ref or commit of the run";
        return new ClaimCheck(GitLabClaims.CiConfigRefUri, new Mismatch(DenialReason.WorkflowMismatch, GitLabClaims.CiConfigRefUri, expected, uri)
        {
            Advice = uri is null ? "GitLab leaves it out when the pipeline's definition lies in another project; such a pipeline cannot publish." : null,
        });
    }

    private bool IsFileAtItsRef(ReadOnlySpan<char> fileAtRef, IdTokenClaims claims)
    {
        var file = $"//{workflow}@";
        if (!fileAtRef.StartsWith(file, StringComparison.Ordinal) || fileAtRef.Length == file.Length)
        {
            return false;
        }

        var at = fileAtRef[file.Length..];
        return at.SequenceEqual(claims.Text(GitLabClaims.RefPath)) || at.SequenceEqual(claims.Text(GitLabClaims.Sha));
    }

    private static string WithoutScheme(string issuer)
    {
        var end = issuer.IndexOf("://", StringComparison.Ordinal);
        return end < 0 ? issuer : issuer[(end + 3)..];
    }
}

using TrustedPublishing.TrustRules;
using KnownProviders = TrustedPublishing.ServiceDefaults.Issuers.Providers;

namespace TrustedPublishing.TokenExchange.Providers.GitHub;

/// <summary>GitHub Actions, on github.com, GitHub Enterprise Cloud and Enterprise Server.</summary>
internal sealed class GitHubRules : IProviderRules
{
    /// <summary>Both run in the base repository's name on behalf of whoever opened a pull request.</summary>
    private static readonly string[] RefusedEvents = ["pull_request_target", "workflow_run"];

    public string Provider => KnownProviders.GitHub;

    public ClaimTable Claims => GitHubClaims.Table;

    public Registration? ReadRegistration(IReadOnlyDictionary<string, string> fields) =>
        RegistrationFields.Read(fields, "repository_owner", out var owner)
        && RegistrationFields.Read(fields, "repository_name", out var name)
        && RegistrationFields.Read(fields, "workflow_filename", out var workflow)
            ? new GitHubRegistration(owner, name, workflow, RegistrationFields.ReadOptional(fields, "environment"))
            : null;

    public Mismatch? RefuseOutright(IdTokenClaims claims)
    {
        var eventName = claims.Text(GitHubClaims.EventName);
        if (eventName is null || RefusedEvents.Contains(eventName, StringComparer.OrdinalIgnoreCase))
        {
            return new Mismatch(DenialReason.EventRefused);
        }

        // "octo-org/sampleproject" must be a repository of "octo-org".
        var owner = claims.Text(GitHubClaims.RepositoryOwner);
        var repository = claims.Text(GitHubClaims.Repository);
        return repository is not null && owner is not null && repository.StartsWith(owner + "/", StringComparison.OrdinalIgnoreCase)
            ? null
            : new Mismatch(DenialReason.ClaimsInconsistent, "The claim \"repository\" is not one of \"repository_owner\".");
    }

    public string IdentityOf(IdTokenClaims claims) => GitHubRegistration.IdentityOf(claims.Text(GitHubClaims.Repository)!);

    public string AccountOf(IdTokenClaims claims) =>
        claims.Text(GitHubClaims.RepositoryId) ?? claims.Text(GitHubClaims.Repository)?.ToUpperInvariant() ?? "";
}

internal sealed record GitHubRegistration(string Owner, string Name, string WorkflowFilename, string? Environment) : Registration
{
    // Fits in job_workflow_ref between the repository and the file's name.
    private const string WorkflowFolder = "/.github/workflows/";

    public override string Identity => IdentityOf($"{Owner}/{Name}");

    public override int Specificity => Environment is null ? 0 : 1;

    /// <summary>GitHub's account and repository names are case-insensitive.</summary>
    public static string IdentityOf(string repository) => repository.ToUpperInvariant();

    public override Mismatch? Compare(IdTokenClaims claims, string issuer)
    {
        if (!IsWorkflow(claims))
        {
            return new Mismatch(DenialReason.WorkflowMismatch, $"The registered workflow is \"{WorkflowFilename}\" of this repository.", 1);
        }

        var isEnvironment = Environment is null
            || string.Equals(claims.Text(GitHubClaims.Environment), Environment, StringComparison.OrdinalIgnoreCase);
        return isEnvironment
            ? null
            : new Mismatch(DenialReason.EnvironmentMismatch, $"The registered environment is \"{Environment}\".", 2);
    }

    /// <summary>
    /// <c>octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1</c>: the whole value is built and compared,
    /// nothing is cut out of it. The file is the one that runs the job, at the ref or the commit of the run.
    /// </summary>
    private bool IsWorkflow(IdTokenClaims claims)
    {
        var repository = $"{Owner}/{Name}";
        var workflowRef = claims.Text(GitHubClaims.JobWorkflowRef);
        if (workflowRef is null || !workflowRef.StartsWith(repository, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var file = workflowRef[repository.Length..];
        return new[] { claims.Text(GitHubClaims.Ref), claims.Text(GitHubClaims.Sha) }
            .Any(at => at is not null && string.Equals(file, $"{WorkflowFolder}{WorkflowFilename}@{at}", StringComparison.Ordinal));
    }
}

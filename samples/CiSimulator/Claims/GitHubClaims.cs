namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>
/// GitHub Actions: every claim is a string, ids and booleans too.
/// Source: GitHub's OpenID Connect reference; the immutable subject is the default for new repositories since 2026-07-15.
/// </summary>
internal static class GitHubClaims
{
    private const string DefaultRepository = "octo-org/sampleproject";
    private const string DefaultEnvironment = "pypi";
    private const string DefaultRef = "refs/tags/v1.2.0";
    private const string DefaultWorkflow = "release.yml";

    public static ProviderProfile Profile { get; } = new("github", "/.well-known/jwks", Describe,
    [
        new("repository", "Repository", DefaultRepository),
        new("workflow_ref", "Workflow", $"{DefaultRepository}/.github/workflows/{DefaultWorkflow}@{DefaultRef}"),
        new("environment", "Environment", DefaultEnvironment),
        new("ref", "Git ref", DefaultRef),
        new("event_name", "Event", "push"),
    ])
    {
        Repositories = new("repository", "repository_id", "repository_owner_id"),
    };

    private static void Describe(ClaimSet claims, IssuedBy by)
    {
        claims.Add("iss", by.Issuer);
        claims.Add("aud", by.Audience);
        claims.Add("jti", Guid.NewGuid().ToString());
        claims.AddTimes(by.Now, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

        var repository = AddRepository(claims);
        var run = AddRun(claims);
        AddWorkflow(claims, repository, run.Ref);
        var environment = claims.AddOptional("environment", DefaultEnvironment);
        claims.AddOptional("environment_node_id", environment is null ? null : $"EN_{StableIds.Number("environment", environment)}");

        var owner = repository.Split('/')[0];
        var name = repository[(owner.Length + 1)..];
        var subjectContext = (environment, run.EventName) switch
        {
            // A colon within a value would end it, so GitHub escapes it.
            ({ } value, _) => $"environment:{value.Replace(":", "%3A", StringComparison.Ordinal)}",
            (null, "pull_request") => "pull_request",
            _ => $"ref:{run.Ref}",
        };
        claims.Add("sub", $"repo:{owner}@{OwnerId(claims, owner)}/{name}@{RepositoryId(claims, repository)}:{subjectContext}");
    }

    private static string AddRepository(ClaimSet claims)
    {
        var owner = claims.Given("repository_owner");
        var name = DefaultRepository.Split('/')[1];
        var repository = claims.Add("repository", owner is null ? DefaultRepository : $"{owner}/{name}");
        if (!repository.Contains('/', StringComparison.Ordinal))
        {
            repository += $"/{name}";
        }

        owner = claims.Add("repository_owner", repository.Split('/')[0]);
        claims.Add("repository_id", RepositoryId(claims, repository));
        claims.Add("repository_owner_id", OwnerId(claims, owner));
        claims.Add("repository_visibility", "public");
        return repository;
    }

    private static (string Ref, string EventName) AddRun(ClaimSet claims)
    {
        var eventName = claims.Add("event_name", "push");
        var isPullRequest = eventName is "pull_request" or "pull_request_target";
        var gitRef = claims.Add("ref", eventName switch
        {
            "pull_request" => "refs/pull/7/merge",
            // Runs in the context of the base branch: that is what makes it dangerous.
            "pull_request_target" => "refs/heads/main",
            _ => DefaultRef,
        });
        claims.Add("ref_type", gitRef.StartsWith("refs/tags/", StringComparison.Ordinal) ? "tag" : "branch");
        claims.Add("ref_protected", isPullRequest ? "false" : "true");
        claims.Add("base_ref", isPullRequest ? "main" : "");
        claims.Add("head_ref", isPullRequest ? "feature" : "");
        var sha = claims.Add("sha", StableIds.Commit(gitRef));
        claims.Add("workflow_sha", sha);
        claims.Add("job_workflow_sha", sha);

        var actor = claims.Add("actor", "octocat");
        claims.Add("actor_id", StableIds.Number("account", actor));
        claims.Add("run_id", "1234567890");
        claims.Add("run_number", "10");
        claims.Add("run_attempt", "1");
        claims.Add("check_run_id", "9876543210");
        claims.Add("runner_environment", "github-hosted");
        return (gitRef, eventName);
    }

    /// <summary>A job of the workflow's own has the same value in both claims; another value is a reusable workflow.</summary>
    private static void AddWorkflow(ClaimSet claims, string repository, string gitRef)
    {
        claims.Add("workflow", "Release");
        var workflow = claims.Add("workflow_ref", $"{repository}/.github/workflows/{DefaultWorkflow}@{gitRef}");
        claims.Add("job_workflow_ref", workflow);
    }

    private static string OwnerId(ClaimSet claims, string owner) =>
        claims.Given("repository_owner_id") ?? StableIds.Number("account", owner);

    private static string RepositoryId(ClaimSet claims, string repository) =>
        claims.Given("repository_id") ?? StableIds.Number("repository", repository);
}

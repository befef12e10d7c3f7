using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitHub;

/// <summary>A workflow file of a repository, with the constraints that its owner chose. Owners and repositories are without case on GitHub.</summary>
internal sealed class GitHubRule : PublisherRule
{
    /// <summary>Both run in the base repository's name on behalf of whoever opened a pull request.</summary>
    public static readonly IReadOnlyList<string> DangerousEvents = ["pull_request_target", "workflow_run"];

    // Stands in job_workflow_ref between the repository and the file's name.
    private const string WorkflowFolder = "/.github/workflows/";

    private readonly string repository;
    private readonly string workflow;
    private readonly string? workflowRepository;
    private readonly IReadOnlyList<string> workflowRefs;
    private readonly string? callingWorkflow;
    private readonly string? environment;
    private readonly IReadOnlyList<string> events;
    private readonly IReadOnlyList<string> refs;
    private readonly string? runner;

    private GitHubRule(string repository, string workflow, IReadOnlyDictionary<string, string> fields)
    {
        this.repository = repository;
        this.workflow = workflow;
        workflowRepository = fields.Value(GitHubFields.WorkflowRepository);
        workflowRefs = fields.Values(GitHubFields.WorkflowRefs);
        callingWorkflow = fields.Value(GitHubFields.CallingWorkflow);
        environment = fields.Value(GitHubFields.Environment);
        events = fields.Values(GitHubFields.Events);
        refs = fields.Values(RefPatterns.Field.Name);
        runner = fields.Value(GitHubFields.RunnerEnvironment);
        Specificity = fields.CountFilled();
    }

    public override string Identity => IdentityOf(repository);

    public override int Specificity { get; }

    public static GitHubRule? Read(IReadOnlyDictionary<string, string> fields) =>
        fields.Value(GitHubFields.Owner) is { } owner
        && fields.Value(GitHubFields.Repository) is { } name
        && fields.Value(GitHubFields.Workflow) is { } workflow
            ? new GitHubRule($"{owner}/{name}", workflow, fields)
            : null;

    public static string IdentityOf(string repository) => repository.ToUpperInvariant();

    public override IReadOnlyList<ClaimCheck> Check(IdTokenClaims claims, string issuer)
    {
        var checks = new List<ClaimCheck>
        {
            ClaimCheck.IgnoreCase(
                claims, GitHubClaims.Repository, repository, DenialReason.NoPublisher,
                "Was the repository renamed or moved, or is this a fork? A publisher trusts the name that the repository has now."),
            CheckWorkflow(claims),
        };
        if (callingWorkflow is not null)
        {
            checks.Add(CheckCaller(claims, callingWorkflow));
        }

        if (environment is not null)
        {
            checks.Add(ClaimCheck.IgnoreCase(
                claims, GitHubClaims.Environment, environment, DenialReason.EnvironmentMismatch,
                $"Let the job run in it: \"environment: {environment}\" in the workflow file."));
        }

        checks.Add(CheckEvent(claims));
        if (refs.Count > 0)
        {
            checks.Add(ClaimCheck.Matches(claims, GitHubClaims.Ref, refs, DenialReason.RefMismatch));
        }

        if (runner is not null)
        {
            checks.Add(ClaimCheck.Exact(claims, GitHubClaims.RunnerEnvironment, runner, DenialReason.RunnerMismatch));
        }

        return checks;
    }

    private ClaimCheck CheckWorkflow(IdTokenClaims claims)
    {
        var holds = workflowRepository is null
            ? RunsAtItsRef(claims, GitHubClaims.JobWorkflowRef, workflow)
            : FileIn(workflowRepository, claims.Text(GitHubClaims.JobWorkflowRef), workflow) is { } at && workflowRefs.Any(pattern => Glob.Matches(pattern, at));
        if (holds)
        {
            return new ClaimCheck(GitHubClaims.JobWorkflowRef, null);
        }

        var versions = workflowRepository is null ? "the ref or commit of the run" : string.Join(" or ", workflowRefs);
        var got = claims.Text(GitHubClaims.JobWorkflowRef);
        return new ClaimCheck(GitHubClaims.JobWorkflowRef, new Mismatch(
            DenialReason.WorkflowMismatch, GitHubClaims.JobWorkflowRef, $"\"{(workflowRepository ?? repository) + WorkflowFolder + workflow}\" at {versions}", got)
        {
            Advice = GitHubAdvice.AboutWorkflow(got, workflowRepository ?? repository, workflow),
        });
    }

    private ClaimCheck CheckCaller(IdTokenClaims claims, string file) => RunsAtItsRef(claims, GitHubClaims.WorkflowRef, file)
        ? new ClaimCheck(GitHubClaims.WorkflowRef, null)
        : new ClaimCheck(GitHubClaims.WorkflowRef, new Mismatch(
            DenialReason.CallingWorkflowMismatch, GitHubClaims.WorkflowRef, $"\"{repository + WorkflowFolder + file}\" at the ref or commit of the run",
            claims.Text(GitHubClaims.WorkflowRef)));

    private ClaimCheck CheckEvent(IdTokenClaims claims)
    {
        if (events.Count > 0)
        {
            return ClaimCheck.OneOf(claims, GitHubClaims.EventName, events, DenialReason.EventRefused);
        }

        var name = claims.Text(GitHubClaims.EventName);
        return name is not null && !DangerousEvents.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? new ClaimCheck(GitHubClaims.EventName, null)
            : new ClaimCheck(GitHubClaims.EventName, new Mismatch(
                DenialReason.EventRefused, GitHubClaims.EventName, $"any event but {string.Join(" and ", DangerousEvents)}", name)
            {
                Advice = "Such a run may hold code of people who may not publish. Publish from another event, or name this one in the publisher's events.",
            });
    }

    /// <summary>
    /// <c>octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1</c>: a file of the repository itself, at the ref or
    /// the commit of the run.
    /// </summary>
    private bool RunsAtItsRef(IdTokenClaims claims, string claim, string file) =>
        FileIn(repository, claims.Text(claim), file) is { } at
        && (string.Equals(at, claims.Text(GitHubClaims.Ref), StringComparison.Ordinal)
            || string.Equals(at, claims.Text(GitHubClaims.Sha), StringComparison.Ordinal));

    /// <summary>
    /// What stands behind the <c>@</c>; null if it is another file or nothing. The beginning is built and compared, nothing is searched for:
    /// a file name may hold an <c>@</c> itself.
    /// </summary>
    private static string? FileIn(string repository, string? workflowRef, string file)
    {
        var path = $"{WorkflowFolder}{file}@";
        return workflowRef is not null
            && workflowRef.StartsWith(repository, StringComparison.OrdinalIgnoreCase)
            && workflowRef.AsSpan(repository.Length).StartsWith(path, StringComparison.Ordinal)
            && workflowRef.Length > repository.Length + path.Length
                ? workflowRef[(repository.Length + path.Length)..]
                : null;
    }
}

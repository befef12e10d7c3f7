using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitHub;

/// <summary>
/// A workflow file of one GitHub repository, if wanted in one environment. GitHub compares owners, repositories and
/// environments without case, files with it.
/// </summary>
internal static class GitHubFields
{
    public const string Owner = "repository_owner";
    public const string Repository = "repository_name";
    public const string Workflow = "workflow_filename";
    public const string Environment = "environment";
    public const string Events = "events";
    public const string RunnerEnvironment = "runner_environment";
    public const string CallingWorkflow = "calling_workflow_filename";
    public const string WorkflowRepository = "workflow_repository";
    public const string WorkflowRefs = "workflow_repository_refs";

    public static IReadOnlyList<RegistrationField> All { get; } =
    [
        new()
        {
            Name = Owner,
            Label = "Owner",
            Help = "The user or organisation on GitHub that owns the repository.",
            Example = "octo-org",
            Missing = "Give the owner of the repository: a user or an organisation on GitHub.",
            MaxLength = 39,
            IsPersonal = true,
            Refusal = GitHubNames.RefuseOwner,
            Compare = name => name.ToUpperInvariant(),
        },
        new()
        {
            Name = Repository,
            Label = "Repository name",
            Help = "The repository that holds the publishing workflow, without its owner.",
            Example = "sampleproject",
            Missing = "Give the name of the repository.",
            MaxLength = 100,
            IsPersonal = true,
            Refusal = GitHubNames.RefuseRepository,
            Compare = name => name.ToUpperInvariant(),
        },
        new()
        {
            Name = Workflow,
            Label = "Workflow name",
            Help = "The file name of the publishing workflow. The file lies in the directory .github/workflows/ of the repository above.",
            Example = "release.yml",
            Missing = "Give the file name of the workflow that publishes.",
            MaxLength = 255,
            Refusal = GitHubNames.RefuseWorkflow,
        },
        new()
        {
            Name = Environment,
            Label = "Environment name",
            Help = "The GitHub Actions environment that the workflow's publishing job runs in. It is optional but strongly recommended, "
                + "above all when people may commit to the repository who may not publish: an environment can ask for an approval first.",
            Example = "pypi",
            MaxLength = 255,
            Refusal = GitHubNames.RefuseEnvironment,
            Compare = name => name.ToUpperInvariant(),
        },
        RefPatterns.Field,
        new()
        {
            Name = Events,
            Label = "Events",
            Help = "Publishes only from runs that these events started, for example push release workflow_dispatch. Without it every event may, but for "
                + "pull_request_target and workflow_run, which can run other people's code and must be named here.",
            Example = "push release",
            MaxLength = 500,
            IsFurther = true,
            IsList = true,
            Refusal = GitHubNames.RefuseEvent,
        },
        new()
        {
            Name = RunnerEnvironment,
            Label = "Runner",
            Help = "Publishes only from GitHub's own runners (github-hosted), or only from yours (self-hosted).",
            Example = GitHubNames.HostedRunner,
            MaxLength = 32,
            IsFurther = true,
            Refusal = GitHubNames.RefuseRunner,
        },
        new()
        {
            Name = CallingWorkflow,
            Label = "Calling workflow",
            Help = "If the workflow above is a reusable one: the file name of the workflow that calls it, in the repository above.",
            Example = "ci.yml",
            MaxLength = 255,
            IsFurther = true,
            Refusal = GitHubNames.RefuseWorkflow,
        },
        new()
        {
            Name = WorkflowRepository,
            Label = "Repository of the reusable workflow",
            Help = "If the workflow above is a reusable one that lies in another repository: that repository with its owner, for example octo-org/workflows.",
            Example = "octo-org/workflows",
            MaxLength = 140,
            IsFurther = true,
            IsPersonal = true,
            Refusal = GitHubNames.RefuseFullRepository,
            Compare = name => name.ToUpperInvariant(),
        },
        new()
        {
            Name = WorkflowRefs,
            Label = "Refs of the reusable workflow",
            Help = "Which versions of the reusable workflow are trusted: refs of its own repository, or full commit ids. Several are separated by blanks.",
            Example = "refs/heads/main refs/tags/v*",
            MaxLength = 1000,
            IsFurther = true,
            IsList = true,
            Refusal = GitHubNames.RefuseWorkflowRef,
        },
    ];
}

using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Publishers.GitHub;

/// <summary>
/// A workflow file of one GitHub repository, if wanted in one environment. GitHub compares owners, repositories and
/// environments without case, files with it.
/// </summary>
internal static class GitHubPublishers
{
    public const string Owner = "repository_owner";
    public const string Repository = "repository_name";
    public const string Workflow = "workflow_filename";
    public const string Environment = "environment";

    public static PublisherKind Kind { get; } = new()
    {
        Provider = Providers.GitHub,
        DisplayName = "GitHub Actions",
        Introduction = "Trusts one workflow file of one repository on GitHub.",
        Title = fields => $"{fields[Owner]}/{fields[Repository]}",
        Warnings = fields => EnvironmentWarnings.Of(fields, "GitHub"),
        Fields =
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
        ],
    };
}

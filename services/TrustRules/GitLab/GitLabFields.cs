using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitLab;

/// <summary>
/// A pipeline definition of one GitLab project, if wanted in one environment. GitLab compares the paths of namespaces and
/// projects without case, files and environments with it.
/// </summary>
internal static class GitLabFields
{
    public const string Namespace = "namespace";
    public const string Project = "project";
    public const string Workflow = "workflow_filepath";
    public const string Environment = "environment";
    public const string RefProtected = "ref_protected";

    public static IReadOnlyList<RegistrationField> All { get; } =
    [
        new()
        {
            Name = Namespace,
            Label = "Namespace",
            Help = "The user, group or group with subgroups that the project belongs to, as in its address.",
            Example = "octo-group/octo-subgroup",
            Missing = "Give the namespace: a user, a group, or a group with its subgroups.",
            MaxLength = 255,
            IsPersonal = true,
            Refusal = GitLabNames.RefuseNamespace,
            Compare = path => path.ToUpperInvariant(),
        },
        new()
        {
            Name = Project,
            Label = "Project name",
            Help = "The project that holds the pipeline, as in its address, without its namespace.",
            Example = "sampleproject",
            Missing = "Give the name of the project.",
            MaxLength = 255,
            IsPersonal = true,
            Refusal = GitLabNames.RefuseProject,
            Compare = path => path.ToUpperInvariant(),
        },
        new()
        {
            Name = Workflow,
            Label = "Top-level pipeline file path",
            Help = "The pipeline definition of the project, as a path from the top of the repository.",
            Example = ".gitlab-ci.yml",
            Missing = "Give the path of the top-level pipeline definition.",
            MaxLength = 255,
            Refusal = GitLabNames.RefuseWorkflow,
        },
        new()
        {
            Name = Environment,
            Label = "Environment name",
            Help = "The GitLab environment that the publishing job deploys to, upper and lower case as on GitLab. It is optional but strongly "
                + "recommended, above all when people may commit to the project who may not publish: a protected environment limits who may deploy.",
            Example = "release",
            MaxLength = 255,
            Refusal = GitLabNames.RefuseEnvironment,
        },
        RefPatterns.Field,
        new()
        {
            Name = RefProtected,
            Label = "Protected refs only",
            Help = "Write true to publish only from branches and tags that are protected on GitLab.",
            Example = "true",
            MaxLength = 4,
            IsFurther = true,
            Refusal = value => value == "true" ? null : "Write true, or leave it out.",
        },
    ];
}

using static TrustedPublishing.TrustRules.ClaimRecord;
using static TrustedPublishing.TrustRules.ClaimUse;

namespace TrustedPublishing.TrustRules.GitLab;

/// <summary>The claims of GitLab CI/CD (docs.gitlab.com, "OpenID Connect ID token authentication").</summary>
internal static class GitLabClaims
{
    public const string ProjectPath = "project_path";
    public const string ProjectId = "project_id";
    public const string NamespaceId = "namespace_id";
    public const string JobProjectPath = "job_project_path";
    public const string JobProjectId = "job_project_id";
    public const string CiConfigRefUri = "ci_config_ref_uri";
    public const string RefPath = "ref_path";
    public const string Sha = "sha";
    public const string Environment = "environment";
    public const string RefProtected = "ref_protected";

    public static readonly ClaimTable Table = new(
    [
        new(ProjectPath, Checked, Personal),
        new(ClaimNames.JwtId, Required, Plain),
        new(RefPath, Optional, Plain),
        new(Sha, Optional, Plain),
        new(Environment, Optional, Plain),
        new(RefProtected, Optional, Plain),

        // Null when the pipeline's definition lies in another project: then nothing matches.
        new(CiConfigRefUri, Optional, Personal),

        // Merge requests from forks once carried the wrong project: where the job's own project is named, it must be the same.
        new(JobProjectPath, Optional, Personal),
        new(JobProjectId, Optional, Plain),

        // Whoever takes the path of a group or project that is gone has other ids.
        new(NamespaceId, Pinned, Plain),
        new(ProjectId, Pinned, Plain),
        new("job_namespace_id", Ignored, Plain),

        // The subject is configurable: never parsed.
        new(ClaimNames.Subject, Ignored, Personal),
        new("namespace_path", Ignored, Personal),
        new("job_namespace_path", Ignored, Personal),
        new("user_id", Ignored, Personal),
        new("user_login", Ignored, Personal),
        new("user_email", Ignored, Personal),
        new("user_access_level", Ignored, Plain),
        new("user_identities", Ignored, No),
        new("groups_direct", Ignored, No),
        new("project_visibility", Ignored, Plain),
        new("pipeline_id", Ignored, Plain),
        new("pipeline_source", Ignored, Plain),
        new("job_id", Ignored, Plain),
        new("job_source", Ignored, Plain),
        new("ref", Ignored, No),
        new("ref_type", Ignored, Plain),
        new("environment_protected", Ignored, Plain),
        new("environment_action", Ignored, No),
        new("deployment_tier", Ignored, Plain),
        new("runner_id", Ignored, Plain),
        new("runner_environment", Ignored, Plain),
        new("ci_config_sha", Ignored, Plain),
    ]);
}

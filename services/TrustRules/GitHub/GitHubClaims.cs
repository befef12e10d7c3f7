using static TrustedPublishing.TrustRules.ClaimRecord;
using static TrustedPublishing.TrustRules.ClaimUse;

namespace TrustedPublishing.TrustRules.GitHub;

/// <summary>The claims of GitHub Actions (docs.github.com, "OpenID Connect reference"). All values are strings.</summary>
internal static class GitHubClaims
{
    public const string Repository = "repository";
    public const string RepositoryId = "repository_id";
    public const string RepositoryOwner = "repository_owner";
    public const string RepositoryOwnerId = "repository_owner_id";
    public const string JobWorkflowRef = "job_workflow_ref";
    public const string Ref = "ref";
    public const string Sha = "sha";
    public const string EventName = "event_name";
    public const string Environment = "environment";
    public const string WorkflowRef = "workflow_ref";
    public const string RunnerEnvironment = "runner_environment";

    public static readonly ClaimTable Table = new(
    [
        new(Repository, Checked, Personal),
        new(RepositoryOwner, Checked, Personal),
        new(JobWorkflowRef, Checked, Personal),
        new(EventName, Checked, Plain),
        new(ClaimNames.JwtId, Required, Plain),
        new(Ref, Optional, Plain),
        new(Sha, Optional, Plain),
        new(Environment, Optional, Plain),
        new(WorkflowRef, Optional, Personal),
        new(RunnerEnvironment, Optional, Plain),

        // Whoever takes the name of a repository or account that is gone has other ids.
        new(RepositoryOwnerId, Pinned, Plain),
        new(RepositoryId, Pinned, Plain),

        // The subject can be customised and has changed its form (repo:OWNER@ID/REPO@ID:…): never parsed.
        new(ClaimNames.Subject, Ignored, Personal),
        new("actor", Ignored, Personal),
        new("actor_id", Ignored, Personal),
        new("workflow", Ignored, No),
        new("workflow_sha", Ignored, Plain),
        new("job_workflow_sha", Ignored, Plain),
        new("run_id", Ignored, Plain),
        new("run_number", Ignored, Plain),
        new("run_attempt", Ignored, Plain),
        new("check_run_id", Ignored, Plain),
        new("repository_visibility", Ignored, Plain),
        new("ref_type", Ignored, Plain),
        new("ref_protected", Ignored, Plain),
        new("base_ref", Ignored, No),
        new("head_ref", Ignored, No),
        new("environment_node_id", Ignored, No),
        new("enterprise", Ignored, No),
        new("enterprise_id", Ignored, Plain),
        new("repo_property_*", Ignored, No),
    ]);
}

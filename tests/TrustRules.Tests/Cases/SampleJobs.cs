using System.Text.Json.Nodes;

namespace TrustedPublishing.TrustRules.Tests.Cases;

/// <summary>Complete jobs as the four providers' documentation describes them. Names and ids are invented.</summary>
internal static class SampleJobs
{
    /// <summary>Of the run; never of a workflow that it calls.</summary>
    public const string Commit = "c9dd1d2e8f6a4b5c7d8e9f0a1b2c3d4e5f6a7b8c";

    /// <summary><c>octo-org/sampleproject</c> publishes a tag.</summary>
    public static readonly SampleJob GitHub = new(
        "github",
        "repository_owner=octo-org ; repository_name=sampleproject ; workflow_filename=release.yml",
        "issuer=https://token.actions.githubusercontent.com ; repository=octo-org/sampleproject ; file=release.yml ; ref=refs/tags/v1.2.0",
        job =>
        {
            var workflow = $"{job["repository"]}/.github/workflows/{job["file"]}@{job["ref"]}";
            return Merge(Times(job), $$"""
                {
                  "sub": "repo:octo-org@1001/sampleproject@2002:environment:release", "repository": "", "repository_id": "2002", "repository_owner": "",
                  "repository_owner_id": "1001", "repository_visibility": "private", "ref": "", "ref_type": "tag", "ref_protected": "true", "base_ref": "",
                  "head_ref": "", "sha": "{{Commit}}", "workflow": "Release", "workflow_ref": "", "workflow_sha": "{{Commit}}", "job_workflow_ref": "",
                  "job_workflow_sha": "{{Commit}}", "event_name": "push", "actor": "octocat", "actor_id": "7", "run_id": "123", "run_number": "10",
                  "run_attempt": "1", "check_run_id": "9", "runner_environment": "github-hosted", "environment": "release",
                  "environment_node_id": "EN_kwDO", "enterprise": "octo-enterprise", "enterprise_id": "3", "repo_property_team": "web"
                }
                """,
                ("repository", job["repository"]), ("repository_owner", job["repository"].Split('/')[0]), ("ref", job["ref"]),
                ("workflow_ref", workflow), ("job_workflow_ref", workflow));
        });

    /// <summary><c>grp/sub/proj</c> on gitlab.com publishes a tag.</summary>
    public static readonly SampleJob GitLab = new(
        "gitlab",
        "namespace=grp/sub ; project=proj ; workflow_filepath=.gitlab-ci.yml",
        "issuer=https://gitlab.com ; project=grp/sub/proj ; file=.gitlab-ci.yml ; ref=refs/tags/v1.2.0",
        job => Merge(Times(job), $$"""
            {
              "sub": "project_path:grp/sub/proj:ref_type:tag:ref:v1.2.0", "namespace_id": "72", "namespace_path": "grp/sub", "project_id": "20",
              "project_path": "", "project_visibility": "private", "user_id": "1", "user_login": "sam", "user_email": "sam@example.com",
              "user_access_level": "maintainer", "user_identities": [{"provider": "github", "extern_uid": "2"}], "groups_direct": ["grp"],
              "pipeline_id": "574", "pipeline_source": "push", "job_id": "302", "job_source": "pipeline", "job_project_id": "20", "job_project_path": "",
              "job_namespace_id": "72", "job_namespace_path": "grp/sub", "ref": "v1.2.0", "ref_type": "tag", "ref_path": "", "ref_protected": "true",
              "environment": "release", "environment_protected": "true", "environment_action": "start", "deployment_tier": "production", "runner_id": 1,
              "runner_environment": "self-hosted", "sha": "{{Commit}}", "ci_config_ref_uri": "", "ci_config_sha": "{{Commit}}"
            }
            """,
            ("project_path", job["project"]), ("job_project_path", job["project"]), ("ref_path", job["ref"]),
            ("ci_config_ref_uri", $"{job["issuer"].Split("://")[1]}/{job["project"]}//{job["file"]}@{job["ref"]}")));

    /// <summary>A service account.</summary>
    public static readonly SampleJob Google = new(
        "google",
        "email=publisher@sample.iam.gserviceaccount.com",
        "issuer=https://accounts.google.com ; account=publisher@sample.iam.gserviceaccount.com",
        job => Merge(Times(job), """
            {"azp": "109812345678901234567", "sub": "109812345678901234567", "email": "", "email_verified": true,
             "google": {"compute_engine": {"project_id": "sample", "zone": "europe-west1-b"}}}
            """,
            ("email", job["account"])));

    /// <summary><c>sam</c> publishes <c>sample-org/widget</c>.</summary>
    public static readonly SampleJob ActiveState = new(
        "activestate",
        "organization=sample-org ; project=widget ; actor=sam",
        "issuer=https://platform.activestate.com/api/v1/oauth/oidc",
        job => Merge(Times(job), """
            {
              "sub": "org:sample-org:project:widget", "actor": "sam", "actor_id": "2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40", "organization": "sample-org",
              "organization_id": "7d9c1f30-0000-4000-8000-000000000001", "project": "widget", "project_id": "7d9c1f30-0000-4000-8000-000000000002",
              "project_path": "sample-org/widget", "project_visibility": "private", "builder": "pypi-publisher", "ingredient": "widget",
              "artifact_id": "7d9c1f30-0000-4000-8000-000000000003"
            }
            """));

    public static IReadOnlyList<SampleJob> All { get; } = [GitHub, GitLab, Google, ActiveState];

    private static JsonObject Times(IReadOnlyDictionary<string, string> job) => new()
    {
        ["iss"] = job["issuer"],
        ["aud"] = "registry.example.org",
        ["jti"] = "0c1d7c5a-5a0e-4a51-a1c8-6f9b6a1f2f00",
        ["iat"] = 1_795_388_090,
        ["nbf"] = 1_795_387_790,
        ["exp"] = 1_795_388_390,
    };

    private static JsonObject Merge(JsonObject claims, string json, params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
        {
            claims[name] = value?.DeepClone();
        }

        foreach (var (name, value) in values)
        {
            claims[name] = value;
        }

        return claims;
    }
}

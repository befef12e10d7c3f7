using System.Text.Json.Nodes;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>Complete claim sets as the four providers send them; names and ids are invented.</summary>
internal static class SampleClaims
{
    public const string Audience = "registry.example.org";

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_388_100);

    public static JsonObject GitHub(DateTimeOffset? now = null) => new(Times("https://token.actions.githubusercontent.com", now))
    {
        ["nbf"] = (now ?? Now).AddMinutes(-5).ToUnixTimeSeconds(),
        ["jti"] = Guid.NewGuid().ToString(),
        ["sub"] = "repo:octo-org@1001/sampleproject@2002:environment:release",
        ["repository"] = "octo-org/sampleproject",
        ["repository_id"] = "2002",
        ["repository_owner"] = "octo-org",
        ["repository_owner_id"] = "1001",
        ["repository_visibility"] = "public",
        ["ref"] = "refs/tags/v1.2.0",
        ["ref_type"] = "tag",
        ["ref_protected"] = "true",
        ["base_ref"] = "",
        ["head_ref"] = "",
        ["sha"] = "c9dd1d2e8f6a4b5c7d8e9f0a1b2c3d4e5f6a7b8c",
        ["workflow"] = "Release",
        ["workflow_ref"] = "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0",
        ["workflow_sha"] = "c9dd1d2e8f6a4b5c7d8e9f0a1b2c3d4e5f6a7b8c",
        ["job_workflow_ref"] = "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0",
        ["job_workflow_sha"] = "c9dd1d2e8f6a4b5c7d8e9f0a1b2c3d4e5f6a7b8c",
        ["event_name"] = "push",
        ["actor"] = "octocat",
        ["actor_id"] = "7",
        ["run_id"] = "123",
        ["run_number"] = "10",
        ["run_attempt"] = "2",
        ["check_run_id"] = "9",
        ["runner_environment"] = "github-hosted",
        ["environment"] = "release",
        ["environment_node_id"] = "EN_kwDO",
        ["enterprise"] = "octo-enterprise",
        ["enterprise_id"] = "3",
        ["repo_property_team"] = "web",
    };

    public static JsonObject GitLab(string issuer = "https://gitlab.com", DateTimeOffset? now = null) => new(Times(issuer, now))
    {
        ["nbf"] = (now ?? Now).AddSeconds(-5).ToUnixTimeSeconds(),
        ["jti"] = Guid.NewGuid().ToString(),
        ["sub"] = "project_path:grp/sub/proj:ref_type:tag:ref:v1.2.0",
        ["namespace_id"] = "72",
        ["namespace_path"] = "grp/sub",
        ["project_id"] = "20",
        ["project_path"] = "grp/sub/proj",
        ["project_visibility"] = "private",
        ["user_id"] = "1",
        ["user_login"] = "sam",
        ["user_email"] = "sam@example.com",
        ["user_access_level"] = "maintainer",
        ["user_identities"] = new JsonArray(new JsonObject { ["provider"] = "github", ["extern_uid"] = "2" }),
        ["groups_direct"] = new JsonArray("grp"),
        ["pipeline_id"] = "574",
        ["pipeline_source"] = "push",
        ["job_id"] = "302",
        ["job_source"] = "pipeline",
        ["job_project_id"] = "20",
        ["job_project_path"] = "grp/sub/proj",
        ["job_namespace_id"] = "72",
        ["job_namespace_path"] = "grp/sub",
        ["ref"] = "v1.2.0",
        ["ref_type"] = "tag",
        ["ref_path"] = "refs/tags/v1.2.0",
        ["ref_protected"] = "true",
        ["environment"] = "release",
        ["environment_protected"] = "true",
        ["environment_action"] = "start",
        ["deployment_tier"] = "production",
        ["runner_id"] = 1,
        ["runner_environment"] = "self-hosted",
        ["sha"] = "714a629c0b401fdce83e847fc9589983fc6f46bc",
        ["ci_config_ref_uri"] = $"{issuer["https://".Length..]}/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0",
        ["ci_config_sha"] = "714a629c0b401fdce83e847fc9589983fc6f46bc",
    };

    public static JsonObject Google(DateTimeOffset? now = null) => new(Times("https://accounts.google.com", now))
    {
        ["azp"] = "109812345678901234567",
        ["sub"] = "109812345678901234567",
        ["email"] = "publisher@sample.iam.gserviceaccount.com",
        ["email_verified"] = true,
        ["google"] = new JsonObject { ["compute_engine"] = new JsonObject { ["project_id"] = "sample" } },
    };

    public static JsonObject ActiveState(DateTimeOffset? now = null) => new(Times("https://platform.activestate.com/api/v1/oauth/oidc", now))
    {
        ["nbf"] = (now ?? Now).AddSeconds(-5).ToUnixTimeSeconds(),
        ["jti"] = Guid.NewGuid().ToString(),
        ["sub"] = "org:sample-org:project:widget",
        ["actor"] = "sam",
        ["actor_id"] = "2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40",
        ["organization"] = "sample-org",
        ["organization_id"] = "7d9c1f30-0000-4000-8000-000000000001",
        ["project"] = "widget",
        ["project_id"] = "7d9c1f30-0000-4000-8000-000000000002",
        ["project_path"] = "sample-org/widget",
        ["project_visibility"] = "private",
        ["builder"] = "pypi-publisher",
        ["ingredient"] = "widget",
        ["artifact_id"] = "7d9c1f30-0000-4000-8000-000000000003",
    };

    public static JsonObject With(this JsonObject claims, string name, JsonNode? value)
    {
        claims[name] = value;
        return claims;
    }

    public static JsonObject Without(this JsonObject claims, string name)
    {
        Assert.True(claims.Remove(name));
        return claims;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Times(string issuer, DateTimeOffset? now) =>
    [
        new("iss", issuer),
        new("aud", Audience),
        new("iat", (now ?? Now).AddSeconds(-10).ToUnixTimeSeconds()),
        new("exp", (now ?? Now).AddMinutes(5).ToUnixTimeSeconds()),
    ];
}

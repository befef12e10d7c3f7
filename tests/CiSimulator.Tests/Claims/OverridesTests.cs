using System.Text.Json.Nodes;
using TrustedPublishing.CiSimulator.Issuers;

namespace TrustedPublishing.CiSimulator.Tests.Claims;

/// <summary>An override changes what the provider would derive from it, and nothing else.</summary>
public sealed class OverridesTests
{
    private static readonly SimulatedIssuer GitHub = SimulatedIssuer.GitHub("http://localhost:8083/github", "pypi");
    private static readonly SimulatedIssuer GitLab = SimulatedIssuer.GitLab("http://localhost:8083/gitlab", "pypi");
    private static readonly SimulatedIssuer Google = SimulatedIssuer.Google("http://localhost:8083/google", "pypi");
    private static readonly SimulatedIssuer ActiveState = SimulatedIssuer.ActiveState("http://localhost:8083/activestate", "pypi");

    [Fact]
    public void Another_GitHub_repository_brings_its_own_owner_ids_workflow_and_subject()
    {
        var usual = Jwt.Parse(GitHub.Issue());
        var other = Jwt.Parse(GitHub.Issue(c => c["repository"] = "acme/widget"));

        Assert.Equal("acme", other["repository_owner"]);
        Assert.Equal("acme/widget/.github/workflows/release.yml@refs/tags/v1.2.0", other["workflow_ref"]);
        Assert.Equal(other["workflow_ref"], other["job_workflow_ref"]);
        Assert.NotEqual(usual["repository_id"], other["repository_id"]);
        Assert.NotEqual(usual["repository_owner_id"], other["repository_owner_id"]);
        Assert.Equal($"repo:acme@{other["repository_owner_id"]}/widget@{other["repository_id"]}:environment:pypi", other["sub"]);
    }

    [Fact]
    public void The_same_account_and_repository_keep_their_ids()
    {
        var one = Jwt.Parse(SimulatedIssuer.GitHub("https://one.example", "a").Issue(c => c["repository"] = "acme/widget"));
        var two = Jwt.Parse(SimulatedIssuer.GitHub("https://two.example", "b").Issue(c => c["repository"] = "Acme/Widget"));

        Assert.Equal((one["repository_id"], one["repository_owner_id"]), (two["repository_id"], two["repository_owner_id"]));
    }

    [Fact]
    public void A_given_claim_wins_over_a_derived_one()
    {
        var token = Jwt.Parse(GitHub.Issue(c =>
        {
            c["repository"] = "acme/widget";
            c["repository_owner_id"] = "42";
            c["sub"] = "repo:acme/widget:custom";
            c["workflow_ref"] = "evil/widget/.github/workflows/release.yml@refs/heads/main";
        }));

        Assert.Equal(("42", "repo:acme/widget:custom"), (token["repository_owner_id"], token["sub"]));
        Assert.Equal("evil/widget/.github/workflows/release.yml@refs/heads/main", token["job_workflow_ref"]);
    }

    [Fact]
    public void A_reusable_workflow_differs_from_the_workflow_that_called_it()
    {
        var token = Jwt.Parse(GitHub.Issue(c => c["job_workflow_ref"] = "acme/shared/.github/workflows/publish.yml@refs/heads/main"));

        Assert.Equal("octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0", token["workflow_ref"]);
        Assert.Equal("acme/shared/.github/workflows/publish.yml@refs/heads/main", token["job_workflow_ref"]);
    }

    [Fact]
    public void A_GitHub_job_without_environment_has_neither_the_claim_nor_its_subject()
    {
        var token = Jwt.Parse(GitHub.Issue(c => c["environment"] = null));

        Assert.False(token.Claims.ContainsKey("environment"));
        Assert.False(token.Claims.ContainsKey("environment_node_id"));
        Assert.EndsWith(":ref:refs/tags/v1.2.0", token["sub"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_colon_in_an_environment_cannot_end_it_in_the_subject() =>
        Assert.EndsWith(":environment:a%3Ab", Jwt.Parse(GitHub.Issue(c => c["environment"] = "a:b"))["sub"], StringComparison.Ordinal);

    [Theory]
    [InlineData("pull_request", "refs/pull/7/merge", "branch", "main", "feature")]
    [InlineData("pull_request_target", "refs/heads/main", "branch", "main", "feature")]
    [InlineData("workflow_dispatch", "refs/tags/v1.2.0", "tag", "", "")]
    public void A_GitHub_event_brings_its_refs(string eventName, string gitRef, string type, string baseRef, string headRef)
    {
        var token = Jwt.Parse(GitHub.Issue(c => c["event_name"] = eventName));

        Assert.Equal((gitRef, type, baseRef, headRef), (token["ref"], token["ref_type"], token["base_ref"], token["head_ref"]));
        Assert.EndsWith($"@{gitRef}", token["job_workflow_ref"], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_GitLab_project_brings_its_own_namespace_config_and_subject()
    {
        var token = Jwt.Parse(GitLab.Issue(c =>
        {
            c["project_path"] = "grp/sub/widget";
            c["ref"] = "main";
            c["ref_type"] = "branch";
        }));

        Assert.Equal(("grp/sub", "refs/heads/main"), (token["namespace_path"], token["ref_path"]));
        Assert.Equal("localhost:8083/gitlab/grp/sub/widget//.gitlab-ci.yml@refs/heads/main", token["ci_config_ref_uri"]);
        Assert.Equal("project_path:grp/sub/widget:ref_type:branch:ref:main", token["sub"]);
        Assert.Equal((token["project_path"], token["project_id"]), (token["job_project_path"], token["job_project_id"]));
        Assert.Equal("grp", (string?)token.Claims["groups_direct"]![0]);
    }

    [Fact]
    public void A_GitLab_job_without_environment_lacks_all_four_claims()
    {
        var token = Jwt.Parse(GitLab.Issue(c => c["environment"] = null));

        Assert.DoesNotContain(token.Claims, c => c.Key is "environment" or "environment_protected" or "deployment_tier" or "environment_action");
    }

    [Fact]
    public void Another_Google_account_has_another_number()
    {
        var token = Jwt.Parse(Google.Issue(c => c["email"] = "other@project.iam.gserviceaccount.com"));

        Assert.NotEqual(Jwt.Parse(Google.Issue())["sub"], token["sub"]);
        Assert.Equal(token["sub"], token["azp"]);
        Assert.Matches("^1[0-9]{20}$", token["sub"]!);
    }

    [Fact]
    public void Another_ActiveState_project_brings_its_own_path_and_subject()
    {
        var token = Jwt.Parse(ActiveState.Issue(c => c["organization"] = "acme"));

        Assert.Equal(("acme/sampleproject", "org:acme:project:sampleproject"), (token["project_path"], token["sub"]));
    }

    [Fact]
    public void Null_removes_a_claim_and_leaves_the_others()
    {
        var token = Jwt.Parse(GitHub.Issue(c => c["jti"] = c["repository"] = null));

        Assert.False(token.Claims.ContainsKey("jti"));
        Assert.False(token.Claims.ContainsKey("repository"));
        Assert.Equal("octo-org", token["repository_owner"]);
    }

    [Fact]
    public void Overrides_may_have_any_type_and_any_name()
    {
        var token = Jwt.Parse(GitHub.Issue(c =>
        {
            c["aud"] = new JsonArray("a", "b");
            c["repository_id"] = 7;
            c["repo_property_team"] = "web";
        }));

        Assert.Equal("""["a","b"]""", token.Claims["aud"]!.ToJsonString());
        Assert.Equal(7, (int)token.Claims["repository_id"]!);
        Assert.Equal("web", token["repo_property_team"]);
    }

    [Fact]
    public void Times_follow_iat_and_each_token_has_its_own_jti()
    {
        var token = Jwt.Parse(GitHub.Issue(c => c["iat"] = 1_000_000));
        var expired = Jwt.Parse(GitHub.Issue(c => c["exp"] = 1));

        Assert.Equal((1_000_300L, 999_700L), ((long)token.Claims["exp"]!, (long)token.Claims["nbf"]!));
        Assert.Equal(1, (long)expired.Claims["exp"]!);
        Assert.NotEqual(token["jti"], expired["jti"]);
    }

    [Theory]
    [InlineData("github", 300, 300)]
    [InlineData("gitlab", 5, 3600)]
    [InlineData("google", null, 3600)]
    [InlineData("activestate", 0, 900)]
    public void Lives_as_long_as_the_providers_tokens(string provider, int? before, int after)
    {
        var issuer = new[] { GitHub, GitLab, Google, ActiveState }.Single(i => i.Provider == provider);
        var token = Jwt.Parse(issuer.Issue());
        var issuedAt = (long)token.Claims["iat"]!;

        Assert.InRange(issuedAt, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal(issuedAt + after, (long)token.Claims["exp"]!);
        Assert.Equal(issuedAt - before, (long?)token.Claims["nbf"]);
    }
}

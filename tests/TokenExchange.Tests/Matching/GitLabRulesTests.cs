using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Matching;

public sealed class GitLabRulesTests : IDisposable
{
    private const string Project = "gitlab.com/grp/sub/proj";

    private readonly MatchFixture gitlab = new(new ProviderCatalog().Of("gitlab"), "https://gitlab.com");

    [Fact]
    public void Every_claim_that_GitLab_sends_is_in_the_table() =>
        Assert.All(SampleClaims.GitLab(), claim => Assert.True(new ProviderCatalog().Of("gitlab").Claims.Lists(claim.Key), claim.Key));

    [Fact]
    public void Matches_the_registered_definition_at_the_ref_or_the_commit_of_the_run()
    {
        var publisher = RegisterSample();
        var claims = SampleClaims.GitLab();

        gitlab.AssertMatches(claims, publisher);
        gitlab.AssertMatches(SampleClaims.GitLab().With("ci_config_ref_uri", $"{Project}//.gitlab-ci.yml@{claims["sha"]}"), publisher);
    }

    [Fact]
    public void Paths_are_case_insensitive()
    {
        var publisher = RegisterSample();
        var claims = SampleClaims.GitLab()
            .With("project_path", "Grp/Sub/Proj")
            .With("ci_config_ref_uri", "gitlab.com/Grp/Sub/Proj//.gitlab-ci.yml@refs/tags/v1.2.0");

        gitlab.AssertMatches(claims, publisher);
    }

    [Fact]
    public void A_self_managed_instance_below_a_path_matches_with_its_own_address()
    {
        using var instance = new MatchFixture(new ProviderCatalog().Of("gitlab"), "https://git.example.org/gitlab");
        var publisher = instance.Register(Fields());

        instance.AssertMatches(SampleClaims.GitLab("https://git.example.org/gitlab"), publisher);
        instance.AssertRefuses(
            SampleClaims.GitLab("https://git.example.org/gitlab").With("ci_config_ref_uri", "gitlab.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0"),
            DenialReason.WorkflowMismatch,
            publisher);
    }

    [Fact]
    public void The_publisher_with_the_environment_wins()
    {
        var open = RegisterSample();
        var pinned = RegisterSample("release");

        gitlab.AssertMatches(SampleClaims.GitLab(), pinned);
        gitlab.AssertMatches(SampleClaims.GitLab().Without("environment"), open);
    }

    [Theory]
    [InlineData("Release")]
    [InlineData("staging")]
    [InlineData("")]
    public void Environments_are_case_sensitive(string environment)
    {
        var publisher = RegisterSample("release");

        gitlab.AssertRefuses(SampleClaims.GitLab().With("environment", environment), DenialReason.EnvironmentMismatch, publisher);
    }

    [Theory]
    [InlineData("gitlab.com/grp/sub/proj//other.yml@refs/tags/v1.2.0")]
    [InlineData("gitlab.com/grp/sub/proj//.GitLab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("gitlab.com/grp/sub/proj//x/.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("gitlab.com/grp/sub/proj/.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("gitlab.com/grp/sub/proj//.gitlab-ci.yml@refs/heads/main")]
    [InlineData("gitlab.com/grp/sub/proj//.gitlab-ci.yml@v1.2.0")]
    [InlineData("gitlab.com/grp/sub/proj//.gitlab-ci.yml@")]
    [InlineData("gitlab.com/grp/sub/proj//.gitlab-ci.yml")]
    [InlineData("gitlab.com/grp/sub/proj2//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("gitlab.com/grp/other//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("GitLab.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("evil.example/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("https://gitlab.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0")]
    public void Refuses_another_pipeline_definition(string uri)
    {
        var publisher = RegisterSample();

        gitlab.AssertRefuses(SampleClaims.GitLab().With("ci_config_ref_uri", uri), DenialReason.WorkflowMismatch, publisher);
    }

    [Theory]
    [InlineData("grp/sub/other")]
    [InlineData("grp/proj")]
    [InlineData("sub/proj")]
    [InlineData("grp/sub")]
    public void Says_nothing_about_registrations_to_another_project(string path)
    {
        RegisterSample();

        gitlab.AssertRefuses(
            SampleClaims.GitLab().With("project_path", path).With("job_project_path", path), DenialReason.NoPublisher);
    }

    [Fact]
    public void Refuses_a_job_that_runs_in_another_project_than_it_claims()
    {
        RegisterSample();

        gitlab.AssertRefuses(SampleClaims.GitLab().With("job_project_path", "fork/proj"), DenialReason.ClaimsInconsistent);
        gitlab.AssertRefuses(SampleClaims.GitLab().With("job_project_path", null), DenialReason.ClaimsInconsistent);
    }

    [Fact]
    public void Older_instances_do_not_name_the_jobs_project()
    {
        var publisher = RegisterSample();

        gitlab.AssertMatches(SampleClaims.GitLab().Without("job_project_path"), publisher);
    }

    [Theory]
    [InlineData("project_path")]
    [InlineData("jti")]
    public void Refuses_an_id_token_without(string claim)
    {
        RegisterSample();

        gitlab.AssertRefuses(SampleClaims.GitLab().Without(claim), DenialReason.ClaimMissing);
        gitlab.AssertRefuses(SampleClaims.GitLab().With(claim, null), DenialReason.ClaimMissing);
        gitlab.AssertRefuses(SampleClaims.GitLab().With(claim, new JsonObject()), DenialReason.ClaimMissing);
    }

    [Fact]
    public void The_subject_decides_nothing()
    {
        var publisher = RegisterSample();

        gitlab.AssertMatches(SampleClaims.GitLab().With("sub", "project_path:evil/proj"), publisher);
        gitlab.AssertRefuses(
            SampleClaims.GitLab().With("project_path", "evil/proj").With("job_project_path", "evil/proj"), DenialReason.NoPublisher);
    }

    public void Dispose() => gitlab.Dispose();

    private TrustedPublisher RegisterSample(string? environment = null) => gitlab.Register(Fields(environment));

    private static (string, string)[] Fields(string? environment = null) =>
        [("namespace", "grp/sub"), ("project", "proj"), ("workflow_filepath", ".gitlab-ci.yml"), ("environment", environment ?? "")];
}

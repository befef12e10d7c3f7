using System.Text.Json.Nodes;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>Claim names with dots and slashes, re-runs with SSH, two shapes of the subject.</summary>
public sealed class CircleCiTests
{
    private const string Organization = "5034460f-c7c4-4c43-9457-de07e2029e7b";
    private const string Project = "0e1d6c1b-9a4e-4b1c-8f53-1f5a0cdbb0d2";
    private const string Context = "7d5eaf0c-4c1e-4f0b-a6a1-2d7b6fd0a9c3";
    private const string Definition = "a2b1c0d9-e8f7-4a6b-9c5d-4e3f2a1b0c9d";

    private readonly DescribedFixture plain = new("circleci", ("organization_id", Organization), ("project_id", Project));

    private readonly DescribedFixture narrow = new(
        "circleci", ("organization_id", Organization.ToUpperInvariant()), ("project_id", Project), ("context_id", Context),
        ("refs", "refs/heads/main, refs/tags/v*"), ("vcs_origin", "github.com/octo-org/sampleproject"), ("pipeline_definition_id", Definition));

    [Fact]
    public void Every_claim_that_CircleCI_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_organization_and_project()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
        Assert.Equal($"{Organization}\n{Project}", plain.Rule.Identity);
        Assert.Equal(Organization, plain.Provider.AccountOf(DescribedFixture.Read(Sample())));
    }

    [Theory]
    [InlineData("sub", "\"org/5034460f/project/0e1d6c1b/user/1/vcs-origin/github.com/octo-org/sampleproject/vcs-ref/refs/heads/main\"")]
    [InlineData("sub", null)]
    [InlineData("oidc.circleci.com/context-ids", null)]
    [InlineData("oidc.circleci.com/vcs-ref", null)]
    [InlineData("oidc.circleci.com/vcs-origin", "\"github.com/somebody/fork\"")]
    [InlineData("oidc.circleci.com/pipeline-definition-id", null)]
    [InlineData("oidc.circleci.com/new-claim", "{\"a\": [1]}")]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("oidc.circleci.com/ssh-rerun", "true", "job_refused")]
    [InlineData("oidc.circleci.com/ssh-rerun", "\"true\"", "job_refused")]
    [InlineData("oidc.circleci.com/ssh-rerun", "\"false\"", "job_refused")]
    [InlineData("oidc.circleci.com/ssh-rerun", "0", "job_refused")]
    [InlineData("oidc.circleci.com/ssh-rerun", "null", "claim_missing")]
    [InlineData("oidc.circleci.com/ssh-rerun", null, "claim_missing")]
    [InlineData("oidc.circleci.com/org-id", null, "claim_missing")]
    [InlineData("oidc.circleci.com/org-id", "[\"5034460f-c7c4-4c43-9457-de07e2029e7b\"]", "claim_missing")]
    [InlineData("oidc.circleci.com/org-id", "\"6034460f-c7c4-4c43-9457-de07e2029e7b\"", "no_publisher")]
    [InlineData("oidc.circleci.com/org-id", "\"5034460F-C7C4-4C43-9457-DE07E2029E7B\"", "no_publisher")]
    [InlineData("oidc.circleci.com/project-id", "\"1e1d6c1b-9a4e-4b1c-8f53-1f5a0cdbb0d2\"", "no_publisher")]
    [InlineData("oidc.circleci.com/project-id", "\" 0e1d6c1b-9a4e-4b1c-8f53-1f5a0cdbb0d2\"", "no_publisher")]
    [InlineData("oidc.circleci.com/project-id", "\"\"", "claim_missing")]
    public void Refuses_other_projects_and_jobs_that_somebody_types_into(string claim, string? json, string code) =>
        Assert.Equal(code, plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("oidc.circleci.com/context-ids", "[]", "claim_mismatch")]
    [InlineData("oidc.circleci.com/context-ids", "[\"8d5eaf0c-4c1e-4f0b-a6a1-2d7b6fd0a9c3\"]", "claim_mismatch")]
    [InlineData("oidc.circleci.com/context-ids", "\"7d5eaf0c-4c1e-4f0b-a6a1-2d7b6fd0a9c3\"", "claim_mismatch")]
    [InlineData("oidc.circleci.com/context-ids", "[[\"7d5eaf0c-4c1e-4f0b-a6a1-2d7b6fd0a9c3\"]]", "claim_mismatch")]
    [InlineData("oidc.circleci.com/context-ids", null, "claim_mismatch")]
    [InlineData("oidc.circleci.com/vcs-ref", "\"refs/heads/main2\"", "ref_mismatch")]
    [InlineData("oidc.circleci.com/vcs-ref", "\"refs/tags/v1/2\"", "ref_mismatch")]
    [InlineData("oidc.circleci.com/vcs-ref", "\"refs/pull/7/head\"", "ref_mismatch")]
    [InlineData("oidc.circleci.com/vcs-ref", null, "ref_mismatch")]
    [InlineData("oidc.circleci.com/vcs-origin", "\"github.com/somebody/sampleproject\"", "claim_mismatch")]
    [InlineData("oidc.circleci.com/pipeline-definition-id", null, "claim_mismatch")]
    public void Refuses_what_a_constraint_excludes(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("oidc.circleci.com/context-ids", "[\"8d5eaf0c-4c1e-4f0b-a6a1-2d7b6fd0a9c3\", \"7d5eaf0c-4c1e-4f0b-a6a1-2d7b6fd0a9c3\"]")]
    [InlineData("oidc.circleci.com/vcs-ref", "\"refs/tags/v1.2\"")]
    public void Matches_one_of_several(string claim, string json) => Assert.Equal("match", narrow.DecideWith(Sample(), claim, json));

    [Fact]
    public void A_nested_claim_does_not_stand_in_for_one_whose_name_has_a_slash()
    {
        var claims = Sample();
        claims.Remove("oidc.circleci.com/org-id");
        claims["oidc.circleci.com"] = new JsonObject { ["org-id"] = Organization };

        Assert.Equal("claim_missing", plain.Decide(claims));
    }

    private static JsonObject Sample() => new()
    {
        ["iss"] = $"https://oidc.circleci.com/org/{Organization}",
        ["aud"] = "registry.example.org",
        ["sub"] = $"org/{Organization}/project/{Project}/user/3c1f0b7a-1f3e-4a53-9a6b-0c1d2e3f4a5b",
        ["iat"] = 1795388021,
        ["exp"] = 1795391621,
        ["oidc.circleci.com/project-id"] = Project,
        ["oidc.circleci.com/org-id"] = Organization,
        ["oidc.circleci.com/context-ids"] = new JsonArray(Context),
        ["oidc.circleci.com/pipeline-definition-id"] = Definition,
        ["oidc.circleci.com/pipeline-id"] = "11f0a1b2-0000-4000-8000-000000000001",
        ["oidc.circleci.com/workflow-id"] = "11f0a1b2-0000-4000-8000-000000000002",
        ["oidc.circleci.com/job-id"] = "11f0a1b2-0000-4000-8000-000000000003",
        ["oidc.circleci.com/vcs-origin"] = "github.com/octo-org/sampleproject",
        ["oidc.circleci.com/vcs-ref"] = "refs/heads/main",
        ["oidc.circleci.com/ssh-rerun"] = false,
    };
}

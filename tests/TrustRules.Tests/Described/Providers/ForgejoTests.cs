using System.Text.Json.Nodes;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>Like GitHub, but without jti and job_workflow_ref, and with ids only in newer versions.</summary>
public sealed class ForgejoTests
{
    private readonly DescribedFixture plain = new(
        "forgejo", ("owner", "Octo-Org"), ("repository", "sampleProject"), ("workflow", ".forgejo/workflows/release.yml"));

    private readonly DescribedFixture narrow = new(
        "forgejo", ("owner", "octo-org"), ("repository", "sampleproject"), ("workflow", ".forgejo/workflows/release.yml"),
        ("refs", "refs/tags/v*"), ("events", "push"), ("owner_id", "7"), ("repository_id", "31"));

    [Fact]
    public void Every_claim_that_Forgejo_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_a_workflow_file_of_a_repository_whose_name_has_no_case()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
        Assert.Equal(plain.Rule.Identity, narrow.Rule.Identity);
    }

    [Theory]
    [InlineData("actor_id", null)]
    [InlineData("repository_id", null)]
    [InlineData("repository_owner_id", null)]
    [InlineData("sub", "\"repo:octo-org-7/sampleproject-31:ref:refs/heads/x\"")]
    [InlineData("event_name", "\"workflow_dispatch\"")]
    [InlineData("jti", "\"a\"")]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("repository", "\"octo-org/other\"", "no_publisher")]
    [InlineData("repository", "\"somebody/sampleproject\"", "no_publisher")]
    [InlineData("repository", "\"sampleproject\"", "no_publisher")]
    [InlineData("repository", null, "claim_missing")]
    [InlineData("repository_owner", "\"somebody\"", "claim_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/sampleproject/.forgejo/workflows/other.yml@refs/tags/v1.0\"", "workflow_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/sampleproject/.forgejo/workflows/Release.yml@refs/tags/v1.0\"", "workflow_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.0\"", "workflow_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/other/.forgejo/workflows/release.yml@refs/tags/v1.0\"", "workflow_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/sampleproject/.forgejo/workflows/release.yml@refs/heads/main\"", "workflow_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/sampleproject/.forgejo/workflows/release.yml@x@refs/tags/v1.0\"", "workflow_mismatch")]
    [InlineData("workflow_ref", "\"octo-org/sampleproject/.forgejo/workflows/release.yml\"", "workflow_mismatch")]
    [InlineData("workflow_ref", null, "claim_missing")]
    [InlineData("ref", null, "claim_missing")]
    [InlineData("ref", "[\"refs/tags/v1.0\"]", "claim_missing")]
    [InlineData("ref", "\"refs/tags/v2.0\"", "workflow_mismatch")]
    [InlineData("event_name", "\"pull_request_target\"", "job_refused")]
    [InlineData("event_name", "\"pull_request\"", "job_refused")]
    [InlineData("event_name", "[\"push\"]", "claim_missing")]
    [InlineData("event_name", "1", "job_refused")]
    [InlineData("event_name", null, "claim_missing")]
    public void Refuses_other_workflows_and_events_that_run_others_code(string claim, string? json, string code) =>
        Assert.Equal(code, plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("repository_id", "\"32\"", "claim_mismatch")]
    [InlineData("repository_id", "31", "claim_mismatch")]
    [InlineData("repository_id", null, "claim_mismatch")]
    [InlineData("repository_owner_id", "\"07\"", "claim_mismatch")]
    [InlineData("event_name", "\"workflow_dispatch\"", "event_refused")]
    public void Refuses_what_a_constraint_excludes(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    [Fact]
    public void Refuses_another_branch_where_refs_are_registered()
    {
        var claims = Sample();
        claims["ref"] = "refs/heads/v1";
        claims["workflow_ref"] = "octo-org/sampleproject/.forgejo/workflows/release.yml@refs/heads/v1";

        Assert.Equal("ref_mismatch", narrow.Decide(claims));
        Assert.Equal("match", plain.Decide(claims));
    }

    private static JsonObject Sample() => new()
    {
        ["iss"] = "https://code.example.org/api/actions",
        ["aud"] = "registry.example.org",
        ["sub"] = "repo:octo-org/sampleproject:ref:refs/tags/v1.0",
        ["iat"] = 1795388021,
        ["nbf"] = 1795388021,
        ["exp"] = 1795391621,
        ["actor"] = "octo",
        ["actor_id"] = "5",
        ["base_ref"] = "",
        ["head_ref"] = "",
        ["event_name"] = "push",
        ["ref"] = "refs/tags/v1.0",
        ["ref_protected"] = "false",
        ["ref_type"] = "tag",
        ["repository"] = "octo-org/sampleproject",
        ["repository_id"] = "31",
        ["repository_owner"] = "octo-org",
        ["repository_owner_id"] = "7",
        ["run_attempt"] = "1",
        ["run_id"] = "12",
        ["run_number"] = "3",
        ["sha"] = "9f3182061f1e2cca4702c368cbc039b7dc9d4485",
        ["workflow"] = "release.yml",
        ["workflow_ref"] = "octo-org/sampleproject/.forgejo/workflows/release.yml@refs/tags/v1.0",
    };
}

using System.Text.Json.Nodes;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>One issuer for all organizations; claims that are null or numbers.</summary>
public sealed class BuildkiteTests
{
    private const string OrganizationId = "0184990a-477b-4fa8-9968-496074483cee";

    private readonly DescribedFixture plain = new("buildkite", ("organization", "octo-org"), ("pipeline", "sampleproject"));

    private readonly DescribedFixture narrow = new(
        "buildkite", ("organization", "octo-org"), ("pipeline", "sampleproject"), ("step", "publish"), ("organization_id", OrganizationId),
        ("branches", "main release/*"), ("tags", "v*"), ("sources", "webhook schedule"), ("runner_environment", "buildkite-hosted"));

    [Fact]
    public void Every_claim_that_Buildkite_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_organization_and_pipeline()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
        Assert.Equal(8, narrow.Rule.Specificity);
    }

    [Theory]
    [InlineData("build_tag", "null")]
    [InlineData("step_key", "null")]
    [InlineData("build_number", "null")]
    [InlineData("build_number", "1e300")]
    [InlineData("organization_id", null)]
    [InlineData("jti", null)]
    [InlineData("sub", "\"organization:somebody:pipeline:else\"")]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("organization_slug", "\"somebody\"", "no_publisher")]
    [InlineData("organization_slug", "\"Octo-Org\"", "no_publisher")]
    [InlineData("organization_slug", "\"octo-org2\"", "no_publisher")]
    [InlineData("organization_slug", "\"octo-org\\nsampleproject\"", "no_publisher")]
    [InlineData("organization_slug", "\"осto-org\"", "no_publisher")]
    [InlineData("organization_slug", "null", "claim_missing")]
    [InlineData("organization_slug", null, "claim_missing")]
    [InlineData("organization_slug", "[\"octo-org\"]", "claim_missing")]
    [InlineData("organization_slug", "true", "no_publisher")]
    [InlineData("pipeline_slug", "\"other\"", "no_publisher")]
    [InlineData("pipeline_slug", "42", "no_publisher")]
    [InlineData("pipeline_slug", "\"\"", "claim_missing")]
    public void Refuses_every_other_organization_and_pipeline(string claim, string? json, string code) =>
        Assert.Equal(code, plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("organization_id", "\"0184990a-477b-4fa8-9968-496074483cef\"", "claim_mismatch")]
    [InlineData("organization_id", null, "claim_mismatch")]
    [InlineData("step_key", "\"test\"", "workflow_mismatch")]
    [InlineData("step_key", "\"Publish\"", "workflow_mismatch")]
    [InlineData("step_key", "null", "workflow_mismatch")]
    [InlineData("build_branch", "\"main/2\"", "ref_mismatch")]
    [InlineData("build_branch", "\"release/1/2\"", "ref_mismatch")]
    [InlineData("build_tag", "null", "ref_mismatch")]
    [InlineData("build_tag", "\"1.0\"", "ref_mismatch")]
    [InlineData("build_source", "\"ui\"", "event_refused")]
    [InlineData("build_source", null, "event_refused")]
    [InlineData("runner_environment", "\"self-hosted\"", "runner_mismatch")]
    public void Refuses_what_a_constraint_excludes(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    [Fact]
    public void Warns_of_every_step_and_of_a_slug_that_changes_hands() => Assert.Equal(
        ["step_missing", "organization_id_missing"], plain.Provider.Warnings(new Dictionary<string, string>()).Select(warning => warning.Code));

    private static JsonObject Sample() => new()
    {
        ["iss"] = "https://agent.buildkite.com",
        ["aud"] = "registry.example.org",
        ["jti"] = "6f4762ed-0758-4ccb-808d-ee3af5d723a8",
        ["sub"] = "organization:octo-org:pipeline:sampleproject:ref:refs/heads/main:commit:9f31:step:publish",
        ["iat"] = 1795388021,
        ["nbf"] = 1795388021,
        ["exp"] = 1795388321,
        ["organization_slug"] = "octo-org",
        ["organization_id"] = OrganizationId,
        ["pipeline_slug"] = "sampleproject",
        ["build_number"] = 42,
        ["build_branch"] = "main",
        ["build_tag"] = "v1.0.0",
        ["build_commit"] = "9f3182061f1e2cca4702c368cbc039b7dc9d4485",
        ["step_key"] = "publish",
        ["job_id"] = "0184990a-477b-4fa8-9968-496074483c00",
        ["agent_id"] = "0184990a-4782-42b5-afc1-16715b10b8ff",
        ["build_source"] = "webhook",
        ["runner_environment"] = "buildkite-hosted",
        ["agent_tag:queue"] = "default",
    };
}

using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>Ids instead of the names in the subject; an audience that nobody can choose.</summary>
public sealed class AzureDevOpsTests
{
    private const string Organization = "8f1bd1c1-7d3e-4f0b-9a55-0c1de2f3a4b5";
    private const string Project = "1c9d3a52-6a0e-4b1a-8a2f-9b7c6d5e4f30";
    private const string Repository = "6b5a4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d";

    private readonly DescribedFixture plain = new("azure-devops", ("organization_id", Organization), ("project_id", Project), ("pipeline_id", "42"));

    private readonly DescribedFixture narrow = new(
        "azure-devops", ("organization_id", Organization), ("project_id", Project), ("pipeline_id", "42"), ("repository_id", Repository), ("refs", "refs/heads/main"));

    [Fact]
    public void Every_claim_that_Azure_DevOps_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_organization_project_and_pipeline_by_id()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
    }

    [Fact]
    public void The_audience_is_the_one_that_Azure_always_sends()
    {
        var azure = Assert.IsType<DescribedProvider>(plain.Provider);

        Assert.True(azure.HasFixedAudience);
        Assert.Equal("api://AzureADTokenExchange", azure.AudienceOf($"https://vstoken.dev.azure.com/{Organization}"));
    }

    [Theory]
    [InlineData("sub", "\"p://renamed/project/pipeline\"")]
    [InlineData("sub", "\"sc://octo-org/project/connection\"")]
    [InlineData("rpo_ref", "\"refs/pull/7/merge\"")]
    [InlineData("rpo_id", "\"octo-org/sampleproject\"")]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("org_id", "\"9f1bd1c1-7d3e-4f0b-9a55-0c1de2f3a4b5\"", "no_publisher")]
    [InlineData("org_id", null, "claim_missing")]
    [InlineData("prj_id", "\"8f1bd1c1-7d3e-4f0b-9a55-0c1de2f3a4b5\"", "no_publisher")]
    [InlineData("prj_id", "null", "claim_missing")]
    [InlineData("def_id", "\"421\"", "workflow_mismatch")]
    [InlineData("def_id", "\"042\"", "workflow_mismatch")]
    [InlineData("def_id", "\"42 \"", "workflow_mismatch")]
    [InlineData("def_id", "42", "workflow_mismatch")]
    [InlineData("def_id", "42.7", "workflow_mismatch")]
    [InlineData("def_id", null, "claim_missing")]
    [InlineData("jti", null, "claim_missing")]
    [InlineData("rpo_id", "\"octo-org/sampleproject\"", "claim_mismatch")]
    [InlineData("rpo_id", null, "claim_mismatch")]
    [InlineData("rpo_ref", "\"refs/pull/7/merge\"", "ref_mismatch")]
    [InlineData("rpo_ref", "\"refs/heads/Main\"", "ref_mismatch")]
    [InlineData("rpo_ref", null, "ref_mismatch")]
    public void Refuses_everything_else(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    [Fact]
    public void The_names_in_the_subject_do_not_stand_in_for_the_ids()
    {
        var claims = Sample();
        claims["sub"] = $"p://{Organization}/{Project}/42";
        claims.Remove("def_id");

        Assert.Equal("claim_missing", plain.Decide(claims));
    }

    private static JsonObject Sample() => new()
    {
        ["iss"] = $"https://vstoken.dev.azure.com/{Organization}",
        ["aud"] = "api://AzureADTokenExchange",
        ["jti"] = "0c1de2f3-0000-4000-8000-000000000001",
        ["sub"] = "p://octo-org/sample/release",
        ["org_id"] = Organization,
        ["prj_id"] = Project,
        ["def_id"] = "42",
        ["rpo_id"] = Repository,
        ["rpo_uri"] = "https://dev.azure.com/octo-org/sample/_git/sampleproject",
        ["rpo_ver"] = "9f3182061f1e2cca4702c368cbc039b7dc9d4485",
        ["rpo_ref"] = "refs/heads/main",
        ["run_id"] = "1234",
        ["nbf"] = 1795387421,
        ["exp"] = 1795388621,
        ["iat"] = 1795388021,
    };
}

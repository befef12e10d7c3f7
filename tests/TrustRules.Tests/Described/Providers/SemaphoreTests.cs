using System.Text.Json.Nodes;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described.Providers;

/// <summary>Two kinds of debug sessions; a branch that is the target's in a pull request; an audience that is the issuer.</summary>
public sealed class SemaphoreTests
{
    private const string Project = "1e1fcfb5-09c0-487e-b051-2d0b5514c42a";
    private const string OrganizationId = "d7dd33ad-9317-498c-9cc6-51c250749be7";

    private readonly DescribedFixture plain = new("semaphore", ("organization", "octo-org"), ("project_id", Project));

    private readonly DescribedFixture narrow = new(
        "semaphore", ("organization", "octo-org"), ("project_id", Project), ("organization_id", OrganizationId), ("refs", "refs/heads/main refs/tags/v?"),
        ("repository", "octo-org/sampleproject"));

    [Fact]
    public void Every_claim_that_Semaphore_sends_is_in_the_table() => plain.AssertEveryClaimIsListed(Sample());

    [Fact]
    public void Matches_organization_and_project()
    {
        Assert.Equal("match", plain.Decide(Sample()));
        Assert.Equal("match", narrow.Decide(Sample()));
    }

    [Fact]
    public void The_audience_is_the_issuer() => Assert.Equal(
        "https://octo-org.semaphoreci.com", Assert.IsType<DescribedProvider>(plain.Provider).AudienceOf("https://octo-org.semaphoreci.com"));

    [Theory]
    [InlineData("org_id", null)]
    [InlineData("prj", "\"renamed\"")]
    [InlineData("ref", "\"refs/heads/other\"")]
    [InlineData("trg", null)]
    public void What_is_not_registered_does_not_matter(string claim, string? json) => Assert.Equal("match", plain.DecideWith(Sample(), claim, json));

    [Theory]
    [InlineData("job_type", "\"debug_job\"", "job_refused")]
    [InlineData("job_type", "\"project_debug_job\"", "job_refused")]
    [InlineData("job_type", "\"Pipeline_job\"", "job_refused")]
    [InlineData("job_type", "\"pipeline_job \"", "job_refused")]
    [InlineData("job_type", "[\"pipeline_job\"]", "claim_missing")]
    [InlineData("job_type", "true", "job_refused")]
    [InlineData("job_type", "null", "claim_missing")]
    [InlineData("job_type", null, "claim_missing")]
    [InlineData("ref_type", "\"pull-request\"", "job_refused")]
    [InlineData("ref_type", "\"pr\"", "job_refused")]
    [InlineData("ref_type", null, "claim_missing")]
    [InlineData("org", "\"somebody\"", "no_publisher")]
    [InlineData("org", null, "claim_missing")]
    [InlineData("prj_id", "\"2e1fcfb5-09c0-487e-b051-2d0b5514c42a\"", "no_publisher")]
    [InlineData("prj_id", "7", "no_publisher")]
    [InlineData("jti", null, "claim_missing")]
    [InlineData("org_id", "\"e7dd33ad-9317-498c-9cc6-51c250749be7\"", "claim_mismatch")]
    [InlineData("repo_slug", "\"somebody/sampleproject\"", "claim_mismatch")]
    [InlineData("ref", "\"refs/tags/v12\"", "ref_mismatch")]
    [InlineData("ref", "\"main\"", "ref_mismatch")]
    public void Refuses_everything_else(string claim, string? json, string code) => Assert.Equal(code, narrow.DecideWith(Sample(), claim, json));

    private static JsonObject Sample() => new()
    {
        ["iss"] = "https://octo-org.semaphoreci.com",
        ["aud"] = "https://octo-org.semaphoreci.com",
        ["sub"] = $"org:octo-org:project:{Project}:repo:sampleproject:ref_type:branch:ref:refs/heads/main",
        ["exp"] = 1795391621,
        ["iat"] = 1795388021,
        ["nbf"] = 1795388021,
        ["jti"] = "2s557dchalv2mv76kk000el1",
        ["branch"] = "main",
        ["pr_branch"] = "",
        ["pr"] = "",
        ["ref"] = "refs/heads/main",
        ["ref_type"] = "branch",
        ["tag"] = "",
        ["repo"] = "sampleproject",
        ["repo_slug"] = "octo-org/sampleproject",
        ["org"] = "octo-org",
        ["org_id"] = OrganizationId,
        ["prj"] = "sampleproject",
        ["prj_id"] = Project,
        ["wf_id"] = "1be81412-6ab8-4fc0-9d0d-7af33335a6ec",
        ["ppl_id"] = "1e1fcfb5-09c0-487e-b051-2d0b5514c4ff",
        ["job_id"] = "c117e453-1189-4eaf-b03a-dd6538eb49b2",
        ["job_type"] = "pipeline_job",
        ["trg"] = "h:f-i:f",
    };
}

namespace TrustedPublishing.TrustRules.Tests.Cases.GitHub;

/// <summary>Claims that decide nothing, claims that came later, and claims that are not what they should be.</summary>
public sealed class OtherClaimCases
{
    private const string Holds = ClaimCase.Holds;

    [Theory]
    [InlineData("", "sub=repo:octo-org/sampleproject:ref:refs/tags/v1.2.0", Holds)] // the older form
    [InlineData("", "sub=repo:octo-org@1001/sampleproject@2002:ref:refs/tags/v1.2.0", Holds)] // the immutable form
    [InlineData("", "sub=repository_owner:octo-org:runner_environment:github-hosted", Holds)] // customised
    [InlineData("", "sub=repo:evil/evil:ref:refs/heads/main", Holds)]
    [InlineData("", "-sub", Holds)]
    [InlineData("", "sub:=7", Holds)]
    [InlineData("", "enterprise=another ; enterprise_id=9", Holds)]
    [InlineData("", "-enterprise ; -enterprise_id ; -check_run_id ; -environment_node_id ; -repo_property_team", Holds)]
    [InlineData("", "actor=dependabot[bot] ; actor_id=49699333 ; run_attempt=7", Holds)]
    [InlineData("", "@issuer=https://token.actions.githubusercontent.com/octo-enterprise", Holds)]
    [InlineData("", "@issuer=https://token.actions.octo.ghe.com", Holds)]
    [InlineData("", "@issuer=https://github.example.com/_services/token ; -enterprise ; -enterprise_id ; -runner_environment", Holds)]
    [InlineData("", "a_claim_of_next_year=x ; another:={\"of\": [\"next\", 1, null]}", Holds)]
    [InlineData("", "Repository=octo-org/other ; REPOSITORY_OWNER=somebody ; repository_url=octo-org/other", Holds)]
    public void What_is_not_compared_decides_nothing(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "-repository_id", "missing repository_id")]
    [InlineData("", "-repository_owner_id", "missing repository_owner_id")]
    [InlineData("", "repository_id=", "missing repository_id")]
    [InlineData("", "repository_id:=null", "missing repository_id")]
    [InlineData("", "repository_owner_id:=[\"1001\"]", "missing repository_owner_id")]
    [InlineData("", "repository_owner_id:={\"id\": \"1001\"}", "missing repository_owner_id")]
    [InlineData("", "-repository ; REPOSITORY=octo-org/sampleproject", "missing repository")]
    [InlineData("", "-jti ; JTI=1", "missing jti")]
    [InlineData("", "repository:={\"full_name\": \"octo-org/sampleproject\"}", "missing repository")]
    [InlineData("", "repository_owner:={\"login\": \"octo-org\"}", "missing repository_owner")]
    [InlineData("", "event_name:={}", "missing event_name")]
    [InlineData("", "job_workflow_ref:=[]", "missing job_workflow_ref")]
    public void What_must_be_there_is_missed(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "repository:=42", "outright repository claims_inconsistent")]
    [InlineData("", "repository:=true", "outright repository claims_inconsistent")]
    [InlineData("", "repository_owner:=42", "outright repository claims_inconsistent")]
    [InlineData("repository_owner=1 ; repository_name=1", "repository:=1 ; repository_owner:=1", "outright repository claims_inconsistent")]
    [InlineData("", "job_workflow_ref:=1", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "job_workflow_ref:=false", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "ref:=12", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "ref:=[\"refs/tags/v1.2.0\"]", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "ref:={\"name\": \"refs/tags/v1.2.0\"}", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "ref:=1 ; job_workflow_ref=octo-org/sampleproject/.github/workflows/release.yml@1", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "sha:=1 ; job_workflow_ref=octo-org/sampleproject/.github/workflows/release.yml@1", "job_workflow_ref workflow_mismatch")]
    [InlineData("", "event_name:=1", "event_name event_refused")]
    [InlineData("", "event_name:=true", "event_name event_refused")]
    [InlineData("events=true", "event_name:=true", "event_name event_refused")]
    public void What_is_no_text_equals_no_text(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));
}

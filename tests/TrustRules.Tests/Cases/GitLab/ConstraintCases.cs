namespace TrustedPublishing.TrustRules.Tests.Cases.GitLab;

/// <summary>Environments and refs, where the registration asks for them, and what decides nothing.</summary>
public sealed class ConstraintCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherEnvironment = "environment environment_mismatch";
    private const string AnotherRef = "ref_path ref_mismatch";
    private const string NotProtected = "ref_protected ref_mismatch";

    [Theory]
    [InlineData("environment=release", "", Holds)]
    [InlineData("environment=review/feature-1", "environment=review/feature-1", Holds)]
    [InlineData("environment=${CI_COMMIT_REF_SLUG}", "environment=${CI_COMMIT_REF_SLUG}", Holds)]
    [InlineData("environment=release", "environment=RELEASE", AnotherEnvironment)]
    [InlineData("environment=Release", "", AnotherEnvironment)]
    [InlineData("environment=review/feature-1", "environment=review/Feature-1", AnotherEnvironment)]
    [InlineData("environment=review/feature-1", "environment=review", AnotherEnvironment)]
    [InlineData("environment=review/feature-1", "environment=review//feature-1", AnotherEnvironment)]
    [InlineData("environment=${CI_COMMIT_REF_SLUG}", "environment=main", AnotherEnvironment)]
    [InlineData("environment=release", "environment=/release", AnotherEnvironment)]
    [InlineData("environment=release", "environment=release/", AnotherEnvironment)]
    [InlineData("environment=release", "environment=release ", AnotherEnvironment)]
    [InlineData("environment=release", "environment= release", AnotherEnvironment)]
    [InlineData("environment=release", "environment=release\t", AnotherEnvironment)]
    [InlineData("environment=release", "environment=rel\u0435ase", AnotherEnvironment)] // Cyrillic е
    [InlineData("environment=release", "environment=release\u200b", AnotherEnvironment)]
    [InlineData("environment=release", "-environment ; -environment_action ; -environment_protected ; -deployment_tier", AnotherEnvironment)]
    [InlineData("environment=release", "environment:=null", AnotherEnvironment)]
    [InlineData("environment=release", "environment:=[\"release\"]", AnotherEnvironment)]
    [InlineData("environment=true", "environment:=true", AnotherEnvironment)]
    [InlineData("environment=production", "deployment_tier=production", AnotherEnvironment)]
    public void Environments_are_compared_exactly(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("refs=refs/tags/v*", "", Holds)]
    [InlineData("refs=refs/heads/main refs/tags/*", "", Holds)]
    [InlineData("refs=refs/tags/v*", "ref=main ; ref_type=branch", Holds)]
    [InlineData("refs=refs/tags/v*", "@ref=refs/heads/main", AnotherRef)]
    [InlineData("refs=refs/tags/v*", "@ref=refs/heads/v1", AnotherRef)]
    [InlineData("refs=refs/tags/v*", "@ref=refs/tags/V1", AnotherRef)]
    [InlineData("refs=refs/tags/v*", "@ref=refs/tags/v1/x", AnotherRef)]
    [InlineData("refs=refs/tags/v*", "@ref=v1.2.0", AnotherRef)]
    [InlineData("refs=refs/heads/main", "@ref=refs/heads/main-2", AnotherRef)]
    [InlineData("refs=refs/heads/**", "@ref=refs/merge-requests/7/head ; pipeline_source=merge_request_event", AnotherRef)]
    [InlineData("refs=refs/heads/**", "@ref=refs/merge-requests/7/merge ; pipeline_source=merge_request_event ; ref=main", AnotherRef)]
    [InlineData("refs=refs/heads/**", "@ref=refs/merge-requests/7/train ; pipeline_source=merge_request_event", AnotherRef)]
    [InlineData("refs=refs/heads/main", "@ref=refs/heads/other ; ref=main ; ref_type=branch", AnotherRef)]
    [InlineData("refs=refs/tags/v*", "-ref_path ; ci_config_ref_uri=gitlab.com/grp/sub/proj//.gitlab-ci.yml@" + SampleJobs.Commit, AnotherRef)]
    [InlineData("refs=refs/tags/v*", "ref_path:=null", "ci_config_ref_uri workflow_mismatch, ref_path ref_mismatch")]
    public void Refs_are_anchored_patterns(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("", "ref_protected=false", Holds)]
    [InlineData("", "-ref_protected", Holds)]
    [InlineData("ref_protected=true", "", Holds)]
    [InlineData("ref_protected=true", "environment_protected=false", Holds)]
    [InlineData("ref_protected=true", "ref_protected=false", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected:=false", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected:=true", NotProtected)] // a string on GitLab, and a boolean is none
    [InlineData("ref_protected=true", "ref_protected=True", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected=1", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected= true", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected=", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected:=null", NotProtected)]
    [InlineData("ref_protected=true", "-ref_protected", NotProtected)]
    [InlineData("ref_protected=true", "ref_protected=false ; environment_protected=true", NotProtected)]
    public void A_protected_ref_says_the_word_true(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("", "user_login=somebody ; user_access_level=developer ; user_identities:=[] ; groups_direct:=null", Holds)]
    [InlineData("", "runner_id:=9 ; runner_environment=gitlab-hosted ; pipeline_source=web ; environment_action=stop", Holds)]
    [InlineData("", "a_claim_of_next_year:={\"x\": 1} ; Project_path=somebody/else", Holds)]
    [InlineData("", "-project_id ; -job_project_id", "missing project_id")]
    [InlineData("", "-namespace_id", "missing namespace_id")]
    [InlineData("", "namespace_id:=null", "missing namespace_id")]
    [InlineData("", "project_id= ; job_project_id=", "missing project_id")]
    [InlineData("", "project_path= ; job_project_path=", "missing project_path")]
    [InlineData("", "project_path:=[\"grp/sub/proj\"]", "missing project_path")]
    [InlineData("", "-jti", "missing jti")]
    [InlineData("", "jti:={}", "missing jti")]
    public void Some_claims_must_be_there_and_most_decide_nothing(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));
}

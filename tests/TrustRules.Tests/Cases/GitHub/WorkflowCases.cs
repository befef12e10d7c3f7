namespace TrustedPublishing.TrustRules.Tests.Cases.GitHub;

/// <summary>Which file runs, when it is the repository's own and nobody called it.</summary>
public sealed class WorkflowCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherWorkflow = "job_workflow_ref workflow_mismatch";
    private const string Own = "octo-org/sampleproject/.github/workflows";
    private const string AtTag = "@refs/tags/v1.2.0";

    [Theory]
    [InlineData("workflow_filename=publish.yaml", "@file=publish.yaml", Holds)]
    [InlineData("workflow_filename=release 2.0 (final).yml", "@file=release 2.0 (final).yml", Holds)]
    [InlineData("workflow_filename=release.yml.yml", "@file=release.yml.yml", Holds)]
    [InlineData("workflow_filename=-.yml", "@file=-.yml", Holds)]
    [InlineData("workflow_filename=a+b=c~d!e#f$g&h[i]{j}.yml", "@file=a+b=c~d!e#f$g&h[i]{j}.yml", Holds)]
    [InlineData("", "@file=publish.yml", AnotherWorkflow)]
    [InlineData("", "@file=release.yaml", AnotherWorkflow)]
    [InlineData("workflow_filename=release.yaml", "@file=release.yml", AnotherWorkflow)]
    [InlineData("", "@file=RELEASE.YML", AnotherWorkflow)]
    [InlineData("", "@file=release.Yml", AnotherWorkflow)]
    [InlineData("", "@file=release.yml.yml", AnotherWorkflow)]
    [InlineData("workflow_filename=release.yml.yml", "@file=release.yml", AnotherWorkflow)]
    [InlineData("", "@file=pre-release.yml", AnotherWorkflow)]
    [InlineData("", "@file=release-1.yml", AnotherWorkflow)]
    [InlineData("", "@file=release", AnotherWorkflow)]
    [InlineData("workflow_filename=re.ease.yml", "@file=release.yml", AnotherWorkflow)]
    [InlineData("workflow_filename=release-pypi.yml", "@file=release_pypi.yml", AnotherWorkflow)]
    [InlineData("workflow_filename=[r]elease.yml", "@file=release.yml", AnotherWorkflow)]
    [InlineData("workflow_filename=release$.yml", "@file=release.yml", AnotherWorkflow)]
    [InlineData("", "@file=rele\u0430se.yml", AnotherWorkflow)]
    [InlineData("", "@file=release\u200b.yml", AnotherWorkflow)]
    [InlineData("", "@file=release\u2024yml", AnotherWorkflow)]
    [InlineData("", "@file=release.yml ", AnotherWorkflow)]
    [InlineData("", "@file= release.yml", AnotherWorkflow)]
    [InlineData("", "@file=release.yml\n", AnotherWorkflow)]
    public void The_file_is_compared_letter_by_letter(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "@ref=refs/tags/v1@2", Holds)]
    [InlineData("", "@ref=refs/tags/release.yml@refs/tags/v1", Holds)]
    [InlineData("", "@ref=refs/heads/main@release.yml", Holds)]
    [InlineData("", "@file=release.yml@evil.yml", AnotherWorkflow)]
    [InlineData("", "@file=evil@release.yml", AnotherWorkflow)]
    [InlineData("", "@file=evil.yml@release.yml", AnotherWorkflow)]
    [InlineData("", "@file=release.yml@refs/tags/v1.2.0", AnotherWorkflow)]
    [InlineData("", "@file=evil.yml ; ref=release.yml@refs/tags/v1.2.0", AnotherWorkflow)]
    [InlineData("", "@file=evil.yml@" + Own + "/release.yml", AnotherWorkflow)]
    [InlineData("", "@ref=refs/heads/x@" + Own + "/release.yml@refs/heads/main ; ref=refs/heads/main", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@@refs/tags/v1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@refs/tags/v1.2.0@", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@refs/tags/v1.2.0@refs/tags/v1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/@release.yml@refs/tags/v1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml%40refs/tags/v1.2.0", AnotherWorkflow)]
    public void An_at_sign_moves_no_border(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "job_workflow_ref=OCTO-ORG/SampleProject/.github/workflows/release.yml" + AtTag, Holds)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject/.GITHUB/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject/.github/Workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject/.github/actions/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject/.forgejo/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject/x/.github/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject//.github/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject/.github//workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "//release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/./release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/sub/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "\\release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/%72elease.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml?x=1" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml#" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=/" + Own + "/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=https://github.com/" + Own + "/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=.github/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=./.github/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/sampleproject.wiki/.github/workflows/release.yml" + AtTag, AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=octo-org/other/../sampleproject/.github/workflows/release.yml" + AtTag, AnotherWorkflow)]
    public void A_path_is_not_interpreted(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "-sha", Holds)]
    [InlineData("", "-ref ; job_workflow_ref=" + Own + "/release.yml@" + SampleJobs.Commit, Holds)]
    [InlineData("", "ref= ; job_workflow_ref=" + Own + "/release.yml@" + SampleJobs.Commit, Holds)]
    [InlineData("", "-ref", AnotherWorkflow)]
    [InlineData("", "ref:=null", AnotherWorkflow)]
    [InlineData("", "-ref ; -sha", AnotherWorkflow)]
    [InlineData("", "ref=refs/heads/main", AnotherWorkflow)]
    [InlineData("", "ref=v1.2.0", AnotherWorkflow)]
    [InlineData("", "ref=refs/tags/v1.2.0 ", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@v1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@tags/v1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@refs/heads/v1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@refs/tags/v1.2", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@refs/tags/v1.2.0\n", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@REFS/TAGS/V1.2.0", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@HEAD", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@c9dd1d2", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@C9DD1D2E8F6A4B5C7D8E9F0A1B2C3D4E5F6A7B8C", AnotherWorkflow)]
    [InlineData("", "job_workflow_ref=" + Own + "/release.yml@" + SampleJobs.Commit + " ", AnotherWorkflow)]
    [InlineData("", "sha=0000000000000000000000000000000000000000 ; job_workflow_ref=" + Own + "/release.yml@" + SampleJobs.Commit, AnotherWorkflow)]
    [InlineData("", "sha:=null ; job_workflow_ref=" + Own + "/release.yml@" + SampleJobs.Commit, AnotherWorkflow)]
    public void It_runs_at_the_ref_or_the_commit_of_the_run(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));
}

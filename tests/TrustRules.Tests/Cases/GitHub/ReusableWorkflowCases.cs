namespace TrustedPublishing.TrustRules.Tests.Cases.GitHub;

/// <summary>Who calls (<c>workflow_ref</c>) and what runs (<c>job_workflow_ref</c>), where the two differ.</summary>
public sealed class ReusableWorkflowCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherWorkflow = "job_workflow_ref workflow_mismatch";
    private const string AnotherCaller = "workflow_ref calling_workflow_mismatch";

    private const string Own = "octo-org/sampleproject/.github/workflows";
    private const string Shared = "octo-org/workflows/.github/workflows";
    private const string CallsOwn = "job_workflow_ref=" + Own + "/publish.yml@refs/tags/v1.2.0";
    private const string CallsMain = "job_workflow_ref=" + Shared + "/publish.yml@refs/heads/main";

    private const string Publish = "workflow_filename=publish.yml";
    private const string SharedAt = Publish + " ; workflow_repository=octo-org/workflows ; workflow_repository_refs=";
    private const string SharedAtMain = SharedAt + "refs/heads/main";
    private const string PinnedCommit = "8f2e4d6c8b0a1f3e5d7c9b1a3f5e7d9c1b3a5f7e";

    [Theory]
    [InlineData(Publish, CallsOwn, Holds)]
    [InlineData(Publish + " ; calling_workflow_filename=release.yml", CallsOwn, Holds)]
    [InlineData(Publish, "job_workflow_ref=" + Own + "/publish.yml@" + SampleJobs.Commit, Holds)]
    [InlineData("", CallsOwn, AnotherWorkflow)]
    [InlineData(Publish, "", AnotherWorkflow)]
    [InlineData(Publish, "job_workflow_ref=" + Own + "/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(Publish, "job_workflow_ref=" + Own + "/publish.yml@" + PinnedCommit + " ; job_workflow_sha=" + PinnedCommit, AnotherWorkflow)]
    [InlineData(Publish + " ; calling_workflow_filename=nightly.yml", CallsOwn, AnotherCaller)]
    [InlineData(Publish + " ; calling_workflow_filename=publish.yml", CallsOwn, AnotherCaller)]
    [InlineData(Publish + " ; calling_workflow_filename=release.yml", "@file=nightly.yml ; " + CallsOwn, AnotherCaller)]
    [InlineData(Publish + " ; calling_workflow_filename=release.yml", "@file=publish.yml", AnotherCaller)]
    public void One_of_the_same_repository_runs_at_the_runs_ref(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "workflow_ref=evil/evil/.github/workflows/x.yml@refs/heads/x", Holds)]
    [InlineData("", "-workflow_ref", Holds)]
    [InlineData("calling_workflow_filename=release.yml", "", Holds)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=Octo-Org/SampleProject/.github/workflows/release.yml@refs/tags/v1.2.0", Holds)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=" + Own + "/release.yml@" + SampleJobs.Commit, Holds)]
    [InlineData("calling_workflow_filename=release.yml", "-workflow_ref", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref:=null", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref:={}", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=" + Own + "/Release.yml@refs/tags/v1.2.0", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=" + Own + "/release.yml@refs/heads/main", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=" + Own + "/release.yml@", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=" + Own + "/release.yml@x.yml@refs/tags/v1.2.0", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=octo-org/other/.github/workflows/release.yml@refs/tags/v1.2.0", AnotherCaller)]
    [InlineData("calling_workflow_filename=release.yml", "workflow_ref=somebody/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0", AnotherCaller)]
    public void The_caller_counts_where_it_is_registered(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData(SharedAtMain, CallsMain, Holds)]
    [InlineData(SharedAtMain, "job_workflow_ref=OCTO-ORG/Workflows/.github/workflows/publish.yml@refs/heads/main", Holds)]
    [InlineData(SharedAtMain + " ; calling_workflow_filename=release.yml", CallsMain, Holds)]
    [InlineData("", CallsMain, AnotherWorkflow)]
    [InlineData(Publish, CallsMain, AnotherWorkflow)]
    [InlineData(SharedAtMain, "", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@file=publish.yml", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@file=publish.yml ; @ref=refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "workflow_ref=" + Shared + "/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=octo-org/workflows-fork/.github/workflows/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=octo-org/workflow/.github/workflows/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=evil/workflows/.github/workflows/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=evil/octo-org/workflows/.github/workflows/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=" + Shared + "/Publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=" + Shared + "/other.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=" + Shared + "/x/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "job_workflow_ref=octo-org/workflows/publish.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@repository=somebody/sampleproject ; " + CallsMain, "repository no_publisher")]
    [InlineData(SharedAtMain, "@repository=octo-org/workflows ; @file=publish.yml ; @ref=refs/heads/main", "repository no_publisher")]
    [InlineData(SharedAtMain + " ; calling_workflow_filename=release.yml", "@file=nightly.yml ; " + CallsMain, AnotherCaller)]
    [InlineData(SharedAtMain + " ; calling_workflow_filename=release.yml", "", AnotherWorkflow)]
    public void One_of_another_repository_runs_only_where_it_is_registered(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData(SharedAtMain, "@refs/heads/dev", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/heads/Main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/heads/main2", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/heads/main/x", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/tags/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@", AnotherWorkflow)]
    [InlineData(SharedAtMain, "", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/heads/main ", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/heads/main@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@evil.yml@refs/heads/main", AnotherWorkflow)]
    [InlineData(SharedAtMain, "@refs/tags/v1.2.0", AnotherWorkflow)] // the run's own ref
    [InlineData(SharedAtMain, "@" + SampleJobs.Commit, AnotherWorkflow)] // the run's own commit
    [InlineData(SharedAt + PinnedCommit, "@" + PinnedCommit, Holds)]
    [InlineData(SharedAt + PinnedCommit, "@8f2e4d6", AnotherWorkflow)]
    [InlineData(SharedAt + PinnedCommit, "@8F2E4D6C8B0A1F3E5D7C9B1A3F5E7D9C1B3A5F7E", AnotherWorkflow)]
    [InlineData(SharedAt + PinnedCommit, "@8f2e4d6c8b0a1f3e5d7c9b1a3f5e7d9c1b3a5f7f", AnotherWorkflow)]
    [InlineData(SharedAt + PinnedCommit, "@" + SampleJobs.Commit, AnotherWorkflow)]
    [InlineData(SharedAt + PinnedCommit, "@refs/heads/" + PinnedCommit, AnotherWorkflow)]
    [InlineData(SharedAt + PinnedCommit, "@refs/heads/main ; job_workflow_sha=" + PinnedCommit, AnotherWorkflow)]
    [InlineData(SharedAt + "refs/tags/v1.*", "@refs/tags/v1.0", Holds)]
    [InlineData(SharedAt + "refs/tags/v1.*", "@refs/tags/v10", AnotherWorkflow)]
    [InlineData(SharedAt + "refs/tags/v1.*", "@refs/tags/v1.0/x", AnotherWorkflow)]
    [InlineData(SharedAt + "refs/tags/v1.*", "@refs/heads/v1.0", AnotherWorkflow)]
    [InlineData(SharedAt + "refs/tags/v1.*", "@refs/tags/V1.0", AnotherWorkflow)]
    [InlineData(SharedAt + "refs/tags/v1.*", "@x.yml@refs/tags/v1.0", AnotherWorkflow)]
    [InlineData(SharedAt + "refs/heads/main " + PinnedCommit, "@refs/heads/main", Holds)]
    [InlineData(SharedAt + "refs/heads/main " + PinnedCommit, "@" + PinnedCommit, Holds)]
    [InlineData(SharedAt + "refs/heads/main " + PinnedCommit, "@refs/heads/main " + PinnedCommit, AnotherWorkflow)]
    [InlineData(SharedAt + "refs/heads/main refs/tags/v*", "@refs/tags/1", AnotherWorkflow)]
    public void One_of_another_repository_runs_at_a_registered_version(string registered, string at, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, "job_workflow_ref=" + Shared + "/publish.yml" + at));

    [Theory]
    [InlineData(Publish + " ; workflow_repository=octo-org/sampleproject ; workflow_repository_refs=refs/heads/main",
        "job_workflow_ref=" + Own + "/publish.yml@refs/heads/main", Holds)]
    [InlineData(Publish + " ; workflow_repository=octo-org/sampleproject ; workflow_repository_refs=refs/heads/main", CallsOwn, AnotherWorkflow)]
    public void One_of_the_same_repository_can_be_kept_to_a_branch(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));
}

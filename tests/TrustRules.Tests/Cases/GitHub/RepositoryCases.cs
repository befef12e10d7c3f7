namespace TrustedPublishing.TrustRules.Tests.Cases.GitHub;

/// <summary>Whose repository it is: GitHub's names are ASCII without case, and everything that looks like one is another one.</summary>
public sealed class RepositoryCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherRepository = "repository no_publisher, job_workflow_ref workflow_mismatch";
    private const string OnlyTheRepository = "repository no_publisher";
    private const string NotItsOwner = "outright repository claims_inconsistent";
    private const string Release = "job_workflow_ref=octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0";

    [Theory]
    [InlineData("repository_name=sample.project", "@repository=octo-org/sample.project", Holds)]
    [InlineData("repository_name=sample_project", "@repository=octo-org/sample_project", Holds)]
    [InlineData("repository_name=sample--project-", "@repository=octo-org/sample--project-", Holds)]
    [InlineData("repository_name=.github", "@repository=octo-org/.github", Holds)]
    [InlineData("repository_name=-", "@repository=octo-org/-", Holds)]
    [InlineData("repository_name=...", "@repository=octo-org/...", Holds)]
    [InlineData("repository_name=SampleProject", "@repository=octo-org/sampleproject", Holds)]
    [InlineData("repository_owner=OCTO-ORG", "@repository=octo-org/sampleproject", Holds)]
    [InlineData("", "@repository=OCTO-ORG/SAMPLEPROJECT", Holds)]
    [InlineData("", "repository=octo-org/SAMPLEPROJECT", Holds)]
    [InlineData("", "repository_owner=Octo-Org", Holds)]
    [InlineData("repository_owner=0", "@repository=0/sampleproject", Holds)]
    public void Names_are_ASCII_without_case(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("repository_name=sample.project", "@repository=octo-org/sampleXproject", AnotherRepository)]
    [InlineData("repository_name=sample_project", "@repository=octo-org/sample-project", AnotherRepository)]
    [InlineData("repository_name=sample-project", "@repository=octo-org/sample_project", AnotherRepository)]
    [InlineData("repository_name=sample--project", "@repository=octo-org/sample-project", AnotherRepository)]
    [InlineData("repository_name=.github", "@repository=octo-org/github", AnotherRepository)]
    [InlineData("", "@repository=octo-org/sample-project", AnotherRepository)]
    [InlineData("", "@repository=octo-org/sampleproject.git", AnotherRepository)]
    [InlineData("", "@repository=octo-org/sampleproject-fork", AnotherRepository)]
    [InlineData("", "@repository=octo-org/sampleproject.", AnotherRepository)]
    [InlineData("", "@repository=octo-org/sampleproject1", AnotherRepository)]
    [InlineData("", "@repository=octo-org/my-sampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo-org/ampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo-org/sampleprojectsampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo-orgs/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo-or/gsampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo-org-/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=0cto-org/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=octoorg/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=sampleproject/octo-org", AnotherRepository)]
    public void A_name_that_is_near_is_another_name(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "@repository=somebody/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=somebody/sampleproject ; " + Release, OnlyTheRepository)]
    [InlineData("", "@repository=somebody/sampleproject ; repository_owner_id=1001 ; repository_id=2002", AnotherRepository)]
    [InlineData("", "@repository=octo-org/renamed", AnotherRepository)]
    [InlineData("", "@repository=octo-org/renamed ; " + Release, OnlyTheRepository)]
    [InlineData("", "@repository=new-org/sampleproject", AnotherRepository)]
    [InlineData("", "@repository=octo-org/other ; sub=repo:octo-org/sampleproject:ref:refs/tags/v1.2.0", AnotherRepository)]
    [InlineData("", "@repository=octo-org/other ; sub=repo:octo-org@1001/sampleproject@2002:environment:release", AnotherRepository)]
    public void A_fork_or_a_repository_of_another_name_is_another_repository(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "@repository=octo-org/s\u0430mpleproject", AnotherRepository)] // Cyrillic а
    [InlineData("", "@repository=\u043ecto-org/sampleproject", AnotherRepository)] // Cyrillic о
    [InlineData("", "@repository=\u03bfcto-org/sampleproject", AnotherRepository)] // Greek ο
    [InlineData("", "@repository=\uff4fcto-org/sampleproject", AnotherRepository)] // full-width o
    [InlineData("", "@repository=octo-org/sample\u200bproject", AnotherRepository)] // zero-width space
    [InlineData("", "@repository=octo-org/sampleproject\u200d", AnotherRepository)] // zero-width joiner
    [InlineData("", "@repository=\ufeffocto-org/sampleproject", AnotherRepository)] // byte order mark
    [InlineData("", "@repository=octo-org/sample\u00adproject", AnotherRepository)] // soft hyphen
    [InlineData("", "@repository=octo-org/sample\u0301project", AnotherRepository)] // combining acute
    [InlineData("", "@repository=octo-org/sampleproject\u034f", AnotherRepository)] // combining grapheme joiner
    [InlineData("", "@repository=octo\u2010org/sampleproject", AnotherRepository)] // hyphen
    [InlineData("", "@repository=octo\u2212org/sampleproject", AnotherRepository)] // minus
    [InlineData("", "@repository=octo-org/\u202etcejorpelpmas", AnotherRepository)] // right to left
    [InlineData("", "@repository=octo-org/\u017fampleproject", AnotherRepository)] // long s, whose capital is S
    [InlineData("repository_name=kiosk", "@repository=octo-org/\u212aiosk", AnotherRepository)] // Kelvin
    [InlineData("repository_name=kiosk", "@repository=octo-org/k\u0131osk", AnotherRepository)] // dotless i
    [InlineData("repository_name=kiosk", "@repository=octo-org/K\u0130OSK", AnotherRepository)] // dotted I
    [InlineData("repository_name=file", "@repository=octo-org/\ufb01le", AnotherRepository)] // ligature fi
    [InlineData("", "repository=octo-org/sampleproject ", OnlyTheRepository)]
    [InlineData("", "repository=octo-org/sampleproject\n", OnlyTheRepository)]
    [InlineData("", "repository=octo-org/sampleproject\u00a0", OnlyTheRepository)]
    [InlineData("", "repository=octo-org/\tsampleproject", OnlyTheRepository)]
    public void What_looks_like_the_name_is_another_name(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));

    [Theory]
    [InlineData("", "repository=octo-org\u2215sampleproject", NotItsOwner)] // division slash
    [InlineData("", "repository=octo-org%2Fsampleproject", NotItsOwner)]
    [InlineData("", "repository=octo-org\\sampleproject", NotItsOwner)]
    [InlineData("", "repository=/octo-org/sampleproject", NotItsOwner)]
    [InlineData("", "repository=https://github.com/octo-org/sampleproject", NotItsOwner)]
    [InlineData("", "repository=octo-org", NotItsOwner)]
    [InlineData("", "repository=octo-org:sampleproject", NotItsOwner)]
    [InlineData("", "repository= octo-org/sampleproject", NotItsOwner)]
    [InlineData("", "repository_owner=octo-or", NotItsOwner)]
    [InlineData("", "repository_owner=octo-org ", NotItsOwner)]
    [InlineData("", "repository_owner=octo-org/", NotItsOwner)]
    [InlineData("", "repository_owner=\u043ecto-org", NotItsOwner)]
    [InlineData("", "repository_owner=sampleproject", NotItsOwner)]
    [InlineData("", "repository_owner=1001", NotItsOwner)]
    [InlineData("", "repository=octo-org/", OnlyTheRepository)]
    [InlineData("", "repository=octo-org//sampleproject", OnlyTheRepository)]
    [InlineData("", "repository=octo-org/./sampleproject", OnlyTheRepository)]
    [InlineData("", "repository=octo-org/other/../sampleproject", OnlyTheRepository)]
    [InlineData("", "repository=octo-org/sample/project ; repository_owner=octo-org/sample", OnlyTheRepository)]
    public void A_repository_is_an_owner_a_slash_and_a_name(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitHub, registered, job));
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrustedPublishing.TrustRules.Tests.Cases;

namespace TrustedPublishing.TrustRules.Tests.Properties;

/// <summary>
/// Who registers more is never given more: what a rule accepts, the same rule with fewer constraints accepts. The one exception is
/// wanted and not in here: an event that is refused unless it is named.
/// </summary>
public sealed class ConstraintsOnlyNarrowTests
{
    private static readonly string[] GitHubConstraints =
    [
        "environment=release", "environment=RELEASE", "environment=staging", "refs=refs/tags/v*", "refs=refs/heads/**", "events=push", "events=push release",
        "runner_environment=github-hosted", "runner_environment=self-hosted", "calling_workflow_filename=release.yml",
    ];

    private static readonly string[] GitHubJobs =
    [
        "@repository=octo-org/other", "@repository=OCTO-ORG/sampleproject", "@file=other.yml", "@ref=refs/heads/main", "@ref=refs/pull/1/merge", "environment=staging",
        "environment=Release", "-environment", "event_name=release", "event_name=workflow_run", "runner_environment=self-hosted", "-workflow_ref", "-ref",
    ];

    private static readonly string[] GitLabConstraints =
        ["environment=release", "environment=Release", "refs=refs/tags/*", "refs=refs/heads/main", "ref_protected=true"];

    private static readonly string[] GitLabJobs =
    [
        "@project=grp/other", "@project=GRP/sub/proj", "@file=other.yml", "@ref=refs/heads/main", "@ref=refs/merge-requests/7/head", "environment=Release", "-environment",
        "ref_protected=false", "ref_protected:=true", "-ref_path", "ci_config_ref_uri:=null", "job_project_id=21",
    ];

    private static readonly string[] GoogleConstraints = ["sub=109812345678901234567", "sub=2"];

    private static readonly string[] GoogleJobs = ["@account=other@sample.iam.gserviceaccount.com", "sub=2", "email_verified:=false"];

    [Property(MaxTest = 1000)]
    public Property On_GitHub() => Narrows(SampleJobs.GitHub, GitHubConstraints, GitHubJobs);

    [Property(MaxTest = 1000)]
    public Property On_GitLab() => Narrows(SampleJobs.GitLab, GitLabConstraints, GitLabJobs);

    [Property(MaxTest = 200)]
    public Property On_Google() => Narrows(SampleJobs.Google, GoogleConstraints, GoogleJobs);

    private static Property Narrows(SampleJob sample, string[] constraints, string[] jobs)
    {
        var cases = Gen.SubListOf(constraints).Zip(Gen.SubListOf(constraints)).Zip(Gen.Elements(jobs).ListOf(2).Zip(Gen.Choose(0, 2)));
        return Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var ((some, further), (pool, count)) = drawn;
            var fewer = some.DistinctBy(FieldOf).ToList();
            var more = fewer.Concat(further).DistinctBy(FieldOf).ToList();
            var job = string.Join(" ; ", pool.Take(count).DistinctBy(NameOf));

            Assert.True(
                ClaimCase.Decide(sample, string.Join(" ; ", more), job) != ClaimCase.Holds
                    || ClaimCase.Decide(sample, string.Join(" ; ", fewer), job) == ClaimCase.Holds,
                $"{string.Join(", ", more)} accepts {job}; {string.Join(", ", fewer)} does not.");
        });
    }

    private static string FieldOf(string change) => change.Split('=')[0];

    private static string NameOf(string change) => change.TrimStart('-', '@').Split('=')[0].TrimEnd(':');
}

namespace TrustedPublishing.TrustRules.Tests.Cases.GitLab;

/// <summary>Which pipeline definition runs, on which instance, at which ref or commit.</summary>
public sealed class DefinitionCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherDefinition = "ci_config_ref_uri workflow_mismatch";
    private const string Own = "ci_config_ref_uri=gitlab.com/grp/sub/proj//";
    private const string AtTag = "@refs/tags/v1.2.0";
    private const string Port = "@issuer=https://gitlab.example.org:8443";
    private const string BelowAPath = "@issuer=https://example.org/gitlab";

    [Theory]
    [InlineData(Port, Holds)]
    [InlineData(BelowAPath, Holds)]
    [InlineData("@issuer=https://example.org:8443/a/gitlab", Holds)]
    [InlineData("@issuer=http://gitlab.localhost:8080", Holds)]
    [InlineData("@issuer=https://gitlab.example.org", Holds)]
    [InlineData(Port + " ; ci_config_ref_uri=gitlab.example.org/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData(Port + " ; ci_config_ref_uri=gitlab.example.org:443/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData(Port + " ; ci_config_ref_uri=gitlab.example.org:84430/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=gitlab.com:443/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=gitlab.com./grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=gitlab.com.example.org/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=xgitlab.com/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=sam@gitlab.com/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=//gitlab.com/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=gitl\u0430b.com/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("ci_config_ref_uri=grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("@issuer=https://gitlab.example.org ; ci_config_ref_uri=gitlab.com/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData(BelowAPath + " ; ci_config_ref_uri=example.org/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData(BelowAPath + " ; ci_config_ref_uri=example.org/GitLab/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData(BelowAPath + " ; ci_config_ref_uri=example.org/gitlab2/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("@issuer=https://example.org ; ci_config_ref_uri=example.org/gitlab/grp/sub/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData(BelowAPath + " ; project_path=gitlab/grp/sub/proj ; job_project_path=gitlab/grp/sub/proj", "project_path no_publisher")]
    public void It_lies_on_the_instance_that_signed(string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, "", job));

    [Theory]
    [InlineData("workflow_filepath=ci/release/publish.yaml", "@file=ci/release/publish.yaml", Holds)]
    [InlineData("workflow_filepath=ci (new)/release+1.yml", "@file=ci (new)/release+1.yml", Holds)]
    [InlineData("", Own + ".gitlab-ci.yml@" + SampleJobs.Commit, Holds)]
    [InlineData("", "@file=publish.yml", AnotherDefinition)]
    [InlineData("", "@file=.gitlab-ci.yaml", AnotherDefinition)]
    [InlineData("", "@file=.GITLAB-CI.YML", AnotherDefinition)]
    [InlineData("", "@file=ci/.gitlab-ci.yml", AnotherDefinition)]
    [InlineData("workflow_filepath=ci/publish.yml", "@file=publish.yml", AnotherDefinition)]
    [InlineData("workflow_filepath=ci/publish.yml", "@file=CI/publish.yml", AnotherDefinition)]
    [InlineData("workflow_filepath=ci/publish.yml", "@file=ci//publish.yml", AnotherDefinition)]
    [InlineData("workflow_filepath=ci/publish.yml", "@file=ci/./publish.yml", AnotherDefinition)]
    [InlineData("workflow_filepath=publish.yml", "@file=ci/../publish.yml", AnotherDefinition)]
    [InlineData("workflow_filepath=publish.yml", "@file=/publish.yml", AnotherDefinition)]
    [InlineData("", "@file=xgitlab-ci.yml", AnotherDefinition)]
    [InlineData("", "@file=.gitlab-ci.yml ; ci_config_ref_uri=gitlab.com/grp/sub/proj/-/.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("", Own + ".gitlab-ci.yml@x.yml" + AtTag, AnotherDefinition)]
    [InlineData("", Own + "evil.yml@.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("", Own + ".gitlab-ci.yml@" + AtTag, AnotherDefinition)]
    [InlineData("", Own + ".gitlab-ci.yml" + AtTag + "@", AnotherDefinition)]
    [InlineData("", Own + ".gitlab-ci.yml" + AtTag + AtTag, AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri=gitlab.com/grp/sub/proj///.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri=gitlab.com/grp/sub/proj//evil//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri=gitlab.com/grp/sub/proj-ci//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri=gitlab.com/grp/templates//.gitlab-ci.yml@refs/heads/main", AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri=gitlab.com/somebody/proj//.gitlab-ci.yml" + AtTag, AnotherDefinition)]
    [InlineData("", "-ci_config_ref_uri", AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri:=null", AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri=", AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri:=[\"gitlab.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0\"]", AnotherDefinition)]
    [InlineData("", "ci_config_ref_uri:=null ; ci_config_sha:=null", AnotherDefinition)]
    public void It_is_the_file_of_the_project(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("@ref=refs/heads/main ; ref=main ; ref_type=branch", Holds)]
    [InlineData("@ref=refs/merge-requests/7/head ; pipeline_source=merge_request_event", Holds)]
    [InlineData("@ref=refs/heads/main@2", Holds)]
    [InlineData("-sha", Holds)]
    [InlineData("-ref_path ; " + Own + ".gitlab-ci.yml@" + SampleJobs.Commit, Holds)]
    [InlineData("ref=main ; ref_type=branch", Holds)]
    [InlineData("-ref_path", AnotherDefinition)]
    [InlineData("ref_path:=null", AnotherDefinition)]
    [InlineData("ref_path=", AnotherDefinition)]
    [InlineData("-ref_path ; -sha", AnotherDefinition)]
    [InlineData("ref_path= ; sha= ; " + Own + ".gitlab-ci.yml@", AnotherDefinition)]
    [InlineData("-ref_path ; -sha ; " + Own + ".gitlab-ci.yml@", AnotherDefinition)]
    [InlineData("ref_path=refs/heads/main", AnotherDefinition)]
    [InlineData("ref_path=v1.2.0", AnotherDefinition)]
    [InlineData("ref_path:=1 ; " + Own + ".gitlab-ci.yml@1", AnotherDefinition)]
    [InlineData("sha:=1 ; " + Own + ".gitlab-ci.yml@1", AnotherDefinition)]
    [InlineData(Own + ".gitlab-ci.yml@v1.2.0", AnotherDefinition)]
    [InlineData(Own + ".gitlab-ci.yml@refs/heads/v1.2.0", AnotherDefinition)]
    [InlineData(Own + ".gitlab-ci.yml@refs/tags/V1.2.0", AnotherDefinition)]
    [InlineData(Own + ".gitlab-ci.yml@refs/tags/v1.2.0/x", AnotherDefinition)]
    [InlineData(Own + ".gitlab-ci.yml@c9dd1d2", AnotherDefinition)]
    [InlineData(Own + ".gitlab-ci.yml@C9DD1D2E8F6A4B5C7D8E9F0A1B2C3D4E5F6A7B8C", AnotherDefinition)]
    [InlineData("sha=0000000000000000000000000000000000000000 ; " + Own + ".gitlab-ci.yml@" + SampleJobs.Commit, AnotherDefinition)] // ci_config_sha
    [InlineData(Own + ".gitlab-ci.yml@refs/merge-requests/7/head", AnotherDefinition)]
    public void It_runs_at_the_ref_or_the_commit_of_the_pipeline(string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, "", job));
}

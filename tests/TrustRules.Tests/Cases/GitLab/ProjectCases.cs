namespace TrustedPublishing.TrustRules.Tests.Cases.GitLab;

/// <summary>Whose project it is: GitLab's paths are ASCII without case, nested as deep as groups are.</summary>
public sealed class ProjectCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherProject = "project_path no_publisher, ci_config_ref_uri workflow_mismatch";
    private const string OnlyTheProject = "project_path no_publisher";
    private const string Definition = "ci_config_ref_uri=gitlab.com/grp/sub/proj//.gitlab-ci.yml@refs/tags/v1.2.0";

    [Theory]
    [InlineData("namespace=sam", "@project=sam/proj", Holds)]
    [InlineData("namespace=a/b/c/d/e", "@project=a/b/c/d/e/proj", Holds)]
    [InlineData("namespace=grp.x/sub_y-z ; project=p.r_o-j", "@project=grp.x/sub_y-z/p.r_o-j", Holds)]
    [InlineData("namespace=GRP/Sub ; project=PROJ", "@project=grp/sub/proj", Holds)]
    [InlineData("", "@project=GRP/SUB/PROJ", Holds)]
    [InlineData("", "project_path=Grp/sub/proj", Holds)]
    [InlineData("", "@project=grp/proj", AnotherProject)]
    [InlineData("", "@project=grp/sub/sub/proj", AnotherProject)]
    [InlineData("", "@project=sub/grp/proj", AnotherProject)]
    [InlineData("", "@project=other/grp/sub/proj", AnotherProject)]
    [InlineData("", "@project=grp/sub/proj/proj", AnotherProject)]
    [InlineData("", "@project=grp/sub/proj-fork", AnotherProject)]
    [InlineData("", "@project=grp/sub/my-proj", AnotherProject)]
    [InlineData("", "@project=grp/sub/pro", AnotherProject)]
    [InlineData("", "@project=grp/subproj", AnotherProject)]
    [InlineData("", "@project=grpsub/proj", AnotherProject)]
    [InlineData("", "@project=grp-sub/proj", AnotherProject)]
    [InlineData("", "@project=somebody/proj", AnotherProject)]
    [InlineData("namespace=grp ; project=p.roj", "@project=grp/pxroj", AnotherProject)]
    [InlineData("namespace=grp ; project=p-roj", "@project=grp/p_roj", AnotherProject)]
    [InlineData("namespace=grp ; project=sub", "@project=grp/sub/proj", AnotherProject)]
    public void A_project_is_all_its_groups_and_its_name(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("", "@project=grp/sub/pr\u043ej", AnotherProject)] // Cyrillic о
    [InlineData("", "@project=gr\u0440/sub/proj", AnotherProject)] // Cyrillic р
    [InlineData("", "@project=\uff47rp/sub/proj", AnotherProject)] // full-width g
    [InlineData("", "@project=grp/\u017fub/proj", AnotherProject)] // long s
    [InlineData("", "@project=grp\u2044sub/proj", AnotherProject)] // fraction slash
    [InlineData("", "@project=grp/sub/pro\u200dj", AnotherProject)] // zero-width joiner
    [InlineData("", "@project=grp/sub/proj\u0301", AnotherProject)] // combining acute
    [InlineData("", "project_path=grp/sub/proj  ; job_project_path=grp/sub/proj ", OnlyTheProject)]
    [InlineData("", "project_path=grp/sub/proj\n ; job_project_path=grp/sub/proj\n", OnlyTheProject)]
    [InlineData("", "project_path=grp/sub//proj ; job_project_path=grp/sub//proj", OnlyTheProject)]
    [InlineData("", "project_path=/grp/sub/proj ; job_project_path=/grp/sub/proj", OnlyTheProject)]
    [InlineData("", "project_path=grp/sub/proj/ ; job_project_path=grp/sub/proj/", OnlyTheProject)]
    [InlineData("", "project_path=grp/x/../sub/proj ; job_project_path=grp/x/../sub/proj", OnlyTheProject)]
    [InlineData("", "project_path=grp%2Fsub%2Fproj ; job_project_path=grp%2Fsub%2Fproj", OnlyTheProject)]
    [InlineData("", "project_path=gitlab.com/grp/sub/proj ; job_project_path=gitlab.com/grp/sub/proj", OnlyTheProject)]
    [InlineData("", "project_path=proj ; job_project_path=proj", OnlyTheProject)]
    public void What_looks_like_the_path_is_another_path(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("", "@project=somebody/proj ; " + Definition, OnlyTheProject)]
    [InlineData("", "@project=somebody/proj ; namespace_path=grp/sub ; sub=project_path:grp/sub/proj:ref_type:tag:ref:v1.2.0", AnotherProject)]
    [InlineData("", "@project=somebody/proj ; project_id=20 ; namespace_id=72", AnotherProject)]
    [InlineData("", "namespace_path=somebody ; job_namespace_path=somebody", Holds)]
    [InlineData("", "sub=project_path:somebody/else:ref_type:branch:ref:main", Holds)]
    public void Only_the_projects_own_path_names_it(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));

    [Theory]
    [InlineData("", "-job_project_id ; -job_project_path ; -job_namespace_id ; -job_namespace_path ; -job_source", Holds)] // older instances
    [InlineData("", "job_project_path=GRP/sub/PROJ", Holds)]
    [InlineData("", "job_project_path=grp/sub/proj2", "outright job_project_path claims_inconsistent")]
    [InlineData("", "job_project_path=somebody/proj", "outright job_project_path claims_inconsistent")]
    [InlineData("", "job_project_path=", "outright job_project_path claims_inconsistent")]
    [InlineData("", "job_project_path= grp/sub/proj", "outright job_project_path claims_inconsistent")]
    [InlineData("", "job_project_path:=[\"grp/sub/proj\"]", "outright job_project_path claims_inconsistent")]
    [InlineData("", "project_path=somebody/proj", "outright job_project_path claims_inconsistent")]
    [InlineData("", "job_project_id=21", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id=020", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id=20.0", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id=", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id:=null", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id:=20", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id:=21 ; project_id:=20", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_id:={} ; project_id:=20", "outright job_project_id claims_inconsistent")]
    [InlineData("", "job_project_path:=1 ; project_path:=2", "outright job_project_path claims_inconsistent")]
    [InlineData("", "project_id=21", "outright job_project_id claims_inconsistent")]
    [InlineData("", "project_id:=20", "outright job_project_id claims_inconsistent")]
    [InlineData("", "-job_project_path ; job_project_id=21", "outright job_project_id claims_inconsistent")]
    [InlineData("", "-job_project_id ; job_project_path=somebody/proj", "outright job_project_path claims_inconsistent")]
    public void The_jobs_own_project_is_the_same_one(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.GitLab, registered, job));
}

namespace TrustedPublishing.TrustRules.Tests.Cases.ActiveState;

/// <summary>Organisation, project and actor, letter by letter; the publishing builder and no other.</summary>
public sealed class BuildCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherOrganization = "organization no_publisher";
    private const string AnotherProject = "project no_publisher";
    private const string AnotherActor = "actor actor_mismatch";
    private const string AnotherBuilder = "outright builder builder_refused";

    [Theory]
    [InlineData("organization=Sample-Org", "organization=Sample-Org", Holds)]
    [InlineData("project=Widget.Core-2", "project=Widget.Core-2", Holds)]
    [InlineData("organization=Sample-Org", "", AnotherOrganization)]
    [InlineData("", "organization=SAMPLE-ORG", AnotherOrganization)]
    [InlineData("", "organization=sample-organisation", AnotherOrganization)]
    [InlineData("", "organization=sample", AnotherOrganization)]
    [InlineData("", "organization=sample_org", AnotherOrganization)]
    [InlineData("", "organization=sample-org ", AnotherOrganization)]
    [InlineData("", "organization=s\u0430mple-org", AnotherOrganization)]
    [InlineData("", "organization=7d9c1f30-0000-4000-8000-000000000001", AnotherOrganization)]
    [InlineData("", "organization:=1", AnotherOrganization)]
    [InlineData("", "organization:=[\"sample-org\"]", "missing organization")]
    [InlineData("project=Widget", "", AnotherProject)]
    [InlineData("", "project=widgets", AnotherProject)]
    [InlineData("", "project=widge", AnotherProject)]
    [InlineData("", "project=sample-org/widget", AnotherProject)]
    [InlineData("", "project=widget\u200b", AnotherProject)]
    [InlineData("project=wid.get", "project=wid-get", AnotherProject)]
    [InlineData("", "project:=true", AnotherProject)]
    [InlineData("", "project:={}", "missing project")]
    [InlineData("", "organization=widget ; project=sample-org", AnotherOrganization + ", " + AnotherProject)]
    [InlineData("", "organization=other ; project_path=sample-org/widget ; sub=org:sample-org:project:widget", AnotherOrganization)]
    [InlineData("", "organization=sample-org/widget ; project=widget", AnotherOrganization)]
    public void Organization_and_project_are_compared_exactly(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.ActiveState, registered, job));

    [Theory]
    [InlineData("actor=Sam-2", "actor=Sam-2", Holds)]
    [InlineData("", "actor=SAM", AnotherActor)]
    [InlineData("", "actor=samuel", AnotherActor)]
    [InlineData("", "actor=sa", AnotherActor)]
    [InlineData("", "actor=sam\n", AnotherActor)]
    [InlineData("", "actor=\u0455am", AnotherActor)] // Macedonian ѕ
    [InlineData("", "actor=eve ; actor_id=2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40", AnotherActor)]
    [InlineData("", "actor=2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40", AnotherActor)]
    [InlineData("", "actor:=7", AnotherActor)]
    [InlineData("", "actor:=[\"sam\"]", "missing actor")]
    [InlineData("", "actor_id=another", Holds)] // an id is pinned, not registered
    [InlineData("", "-actor_id", "missing actor_id")]
    [InlineData("", "actor_id=", "missing actor_id")]
    [InlineData("", "-organization_id", "missing organization_id")]
    [InlineData("", "project_id:=null", "missing project_id")]
    [InlineData("", "project_id:=[]", "missing project_id")]
    public void The_actor_is_compared_by_name_and_needs_an_id(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.ActiveState, registered, job));

    [Theory]
    [InlineData("", "sub=org:evil:project:evil ; project_path=evil/evil ; ingredient=evil", Holds)]
    [InlineData("", "-ingredient ; ingredient_name=widget ; -artifact_id ; -jti", Holds)]
    [InlineData("", "project_visibility=public ; a_claim_of_next_year:=[1]", Holds)]
    [InlineData("", "builder=pypi-publisher-2", AnotherBuilder)]
    [InlineData("", "builder=pypi", AnotherBuilder)]
    [InlineData("", "builder=PYPI-PUBLISHER", AnotherBuilder)]
    [InlineData("", "builder= pypi-publisher", AnotherBuilder)]
    [InlineData("", "builder=pypi-publisher\n", AnotherBuilder)]
    [InlineData("", "builder=pypi_publisher", AnotherBuilder)]
    [InlineData("", "builder=\u0440ypi-publisher", AnotherBuilder)] // Cyrillic р
    [InlineData("", "builder=wheel-builder", AnotherBuilder)]
    [InlineData("", "builder:=true", AnotherBuilder)]
    [InlineData("", "builder:=[\"pypi-publisher\"]", "missing builder")]
    [InlineData("", "builder=", "missing builder")]
    [InlineData("", "-builder ; Builder=pypi-publisher", "missing builder")]
    [InlineData("", "builder=wheel-builder ; actor=eve", AnotherBuilder)]
    public void Only_the_publishing_builder_publishes(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.ActiveState, registered, job));
}

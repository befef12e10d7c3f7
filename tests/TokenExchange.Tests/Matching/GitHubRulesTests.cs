using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Matching;

public sealed class GitHubRulesTests : IDisposable
{
    private const string Workflows = "octo-org/sampleproject/.github/workflows";

    private readonly MatchFixture github = new(new ProviderCatalog().Of("github"), "https://token.actions.githubusercontent.com");

    [Fact]
    public void Every_claim_that_GitHub_sends_is_in_the_table() =>
        Assert.All(SampleClaims.GitHub(), claim => Assert.True(new ProviderCatalog().Of("github").Claims.Lists(claim.Key), claim.Key));

    [Fact]
    public void Matches_the_registered_workflow_at_the_ref_of_the_run()
    {
        var publisher = RegisterSample();

        github.AssertMatches(SampleClaims.GitHub(), publisher);
    }

    [Fact]
    public void Matches_the_registered_workflow_at_the_commit_of_the_run()
    {
        var publisher = RegisterSample();
        var claims = SampleClaims.GitHub();

        github.AssertMatches(claims.With("job_workflow_ref", $"{Workflows}/release.yml@{claims["sha"]}"), publisher);
    }

    [Fact]
    public void Names_of_accounts_and_repositories_are_case_insensitive()
    {
        var publisher = RegisterSample();
        var claims = SampleClaims.GitHub()
            .With("repository", "Octo-Org/SampleProject")
            .With("repository_owner", "Octo-Org")
            .With("job_workflow_ref", "Octo-Org/SampleProject/.github/workflows/release.yml@refs/tags/v1.2.0");

        github.AssertMatches(claims, publisher);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("Release")]
    [InlineData("RELEASE")]
    public void Environments_are_case_insensitive(string environment)
    {
        var publisher = RegisterSample("release");

        github.AssertMatches(SampleClaims.GitHub().With("environment", environment), publisher);
    }

    [Fact]
    public void A_publisher_without_environment_takes_jobs_with_and_without()
    {
        var publisher = RegisterSample();

        github.AssertMatches(SampleClaims.GitHub(), publisher);
        github.AssertMatches(SampleClaims.GitHub().Without("environment"), publisher);
    }

    [Fact]
    public void The_publisher_with_the_environment_wins()
    {
        var open = RegisterSample();
        var pinned = RegisterSample("release");

        github.AssertMatches(SampleClaims.GitHub(), pinned);
        github.AssertMatches(SampleClaims.GitHub().With("environment", "staging"), open);
    }

    [Fact]
    public void Of_two_equal_publishers_the_first_registered_wins()
    {
        var first = RegisterSample();
        RegisterSample();

        github.AssertMatches(SampleClaims.GitHub(), first);
    }

    [Theory]
    [InlineData(Workflows + "/other.yml@refs/tags/v1.2.0")]
    [InlineData(Workflows + "/Release.yml@refs/tags/v1.2.0")]
    [InlineData(Workflows + "/release.yml")]
    [InlineData(Workflows + "/release.yml@")]
    [InlineData(Workflows + "/release.yml@refs/heads/main")]
    [InlineData(Workflows + "/release.yml@refs/tags/v1.2.0/x")]
    [InlineData(Workflows + "/release.yml@refs/tags/V1.2.0")]
    [InlineData(Workflows + "/x/release.yml@refs/tags/v1.2.0")]
    [InlineData(Workflows + "/../workflows/release.yml@refs/tags/v1.2.0")]
    [InlineData(Workflows + "/release.yml@x/release.yml@refs/tags/v1.2.0")]
    [InlineData("octo-org/sampleproject/release.yml@refs/tags/v1.2.0")]
    [InlineData("octo-org/sampleproject-fork/.github/workflows/release.yml@refs/tags/v1.2.0")]
    [InlineData("octo-org/shared/.github/workflows/release.yml@refs/tags/v1.2.0")]
    [InlineData("evil/octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0")]
    [InlineData(" octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0")]
    public void Refuses_another_workflow(string workflowRef)
    {
        var publisher = RegisterSample();

        github.AssertRefuses(SampleClaims.GitHub().With("job_workflow_ref", workflowRef), DenialReason.WorkflowMismatch, publisher);
    }

    [Fact]
    public void Refuses_a_workflow_at_an_empty_ref_when_ref_and_sha_are_missing()
    {
        var publisher = RegisterSample();
        var claims = SampleClaims.GitHub().With("ref", "").With("sha", "").With("job_workflow_ref", $"{Workflows}/release.yml@");

        github.AssertRefuses(claims, DenialReason.WorkflowMismatch, publisher);
    }

    [Fact]
    public void The_workflow_that_called_is_not_the_one_that_runs()
    {
        var publisher = RegisterSample();
        var claims = SampleClaims.GitHub()
            .With("job_workflow_ref", "octo-org/shared/.github/workflows/publish.yml@refs/heads/main")
            .With("workflow_ref", $"{Workflows}/release.yml@refs/tags/v1.2.0");

        github.AssertRefuses(claims, DenialReason.WorkflowMismatch, publisher);
    }

    [Theory]
    [InlineData("staging")]
    [InlineData("release ")]
    [InlineData("")]
    [InlineData("release2")]
    public void Refuses_another_environment(string environment)
    {
        var publisher = RegisterSample("release");

        github.AssertRefuses(SampleClaims.GitHub().With("environment", environment), DenialReason.EnvironmentMismatch, publisher);
    }

    [Fact]
    public void Refuses_a_job_without_environment_where_one_is_registered()
    {
        var publisher = RegisterSample("release");

        github.AssertRefuses(SampleClaims.GitHub().Without("environment"), DenialReason.EnvironmentMismatch, publisher);
    }

    [Fact]
    public void The_nearest_publisher_is_the_one_that_got_furthest()
    {
        github.Register(Fields("other.yml", "release"));
        var nearest = RegisterSample("production");

        github.AssertRefuses(SampleClaims.GitHub(), DenialReason.EnvironmentMismatch, nearest);
    }

    [Theory]
    [InlineData("octo-org/other")]
    [InlineData("octo-org/sampleproject2")]
    [InlineData("octo-org/sampleprojec")]
    [InlineData("octo-org/sampleproject/")]
    [InlineData("octo-org/sample/project")]
    public void Says_nothing_about_registrations_to_another_repository(string repository)
    {
        RegisterSample();

        github.AssertRefuses(SampleClaims.GitHub().With("repository", repository), DenialReason.NoPublisher);
    }

    [Theory]
    [InlineData("octo-org/sampleproject", "somebody")]
    [InlineData("octo-org/sampleproject", "octo")]
    [InlineData("octo-org/sampleproject", "octo-org/sampleproject")]
    [InlineData("sampleproject", "octo-org")]
    public void Refuses_a_repository_that_is_not_of_its_owner(string repository, string owner)
    {
        RegisterSample();
        var claims = SampleClaims.GitHub().With("repository", repository).With("repository_owner", owner);

        github.AssertRefuses(claims, DenialReason.ClaimsInconsistent);
    }

    [Theory]
    [InlineData("pull_request_target")]
    [InlineData("PULL_REQUEST_TARGET")]
    [InlineData("workflow_run")]
    public void Refuses_events_that_run_other_peoples_code(string eventName)
    {
        var publisher = RegisterSample();

        github.AssertRefuses(SampleClaims.GitHub().With("event_name", eventName), DenialReason.EventRefused, publisher);
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("repository_owner")]
    [InlineData("job_workflow_ref")]
    [InlineData("event_name")]
    [InlineData("jti")]
    public void Refuses_an_id_token_without(string claim)
    {
        RegisterSample();

        github.AssertRefuses(SampleClaims.GitHub().Without(claim), DenialReason.ClaimMissing);
        github.AssertRefuses(SampleClaims.GitHub().With(claim, ""), DenialReason.ClaimMissing);
        github.AssertRefuses(SampleClaims.GitHub().With(claim, null), DenialReason.ClaimMissing);
        github.AssertRefuses(SampleClaims.GitHub().With(claim, new JsonArray("octo-org")), DenialReason.ClaimMissing);
    }

    [Theory]
    [InlineData("https://token.actions.githubusercontent.com/octo-enterprise")]
    [InlineData("https://token.actions.githubusercontent.com/")]
    [InlineData("HTTPS://token.actions.githubusercontent.com")]
    public void A_publisher_of_another_issuer_does_not_match(string boundTo)
    {
        github.Register(boundTo, Fields("release.yml"));

        github.AssertRefuses(SampleClaims.GitHub(), DenialReason.NoPublisher);
    }

    [Fact]
    public void A_publisher_without_projects_does_not_match()
    {
        var publisher = RegisterSample();
        github.Replace(publisher, publisher with { Projects = [] });

        github.AssertRefuses(SampleClaims.GitHub(), DenialReason.NoPublisher);
    }

    [Theory]
    [InlineData("repository_owner")]
    [InlineData("repository_name")]
    [InlineData("workflow_filename")]
    public void A_registration_without_a_field_is_none(string field)
    {
        var fields = Fields("release.yml").ToDictionary(f => f.Item1, f => f.Item2);
        fields.Remove(field);

        Assert.Null(new ProviderCatalog().Of("github").ReadRule(fields));
    }

    [Fact]
    public void The_record_keeps_what_may_name_a_person_apart()
    {
        using var issuer = new TestIssuer();
        var claims = issuer.Authentic(SampleClaims.GitHub()).Claims;

        var plain = new ProviderCatalog().Of("github").Claims.Select(claims, ClaimRecord.Plain);
        var personal = new ProviderCatalog().Of("github").Claims.Select(claims, ClaimRecord.Personal);

        Assert.Equal("2002", plain["repository_id"]);
        Assert.Equal("refs/tags/v1.2.0", plain["ref"]);
        Assert.Equal(
            ["actor", "actor_id", "job_workflow_ref", "repository", "repository_owner", "sub", "workflow_ref"], personal.Keys);
        Assert.DoesNotContain(plain.Values, value => value.Contains("octo", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_recorded_value_is_cut_at_512_characters()
    {
        using var issuer = new TestIssuer();
        var claims = issuer.Authentic(SampleClaims.GitHub().With("ref", new string('r', 511) + "😀")).Claims;

        Assert.Equal(new string('r', 511), new ProviderCatalog().Of("github").Claims.Select(claims, ClaimRecord.Plain)["ref"]);
    }

    public void Dispose() => github.Dispose();

    private TrustedPublishing.TokenExchange.Publishers.TrustedPublisher RegisterSample(string? environment = null) =>
        github.Register(Fields("release.yml", environment));

    private static (string, string)[] Fields(string workflow, string? environment = null) =>
    [
        ("repository_owner", "octo-org"),
        ("repository_name", "sampleproject"),
        ("workflow_filename", workflow),
        ("environment", environment ?? ""),
    ];
}

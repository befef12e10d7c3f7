using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.Explain;

/// <summary>The mistakes that owners make most, and what they read about them.</summary>
public sealed class ExplainTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Workflows = "octo-org/sampleproject/.github/workflows";
    private const string GitLabProject = "gitlab.com/grp/sub/proj";

    private ExchangeStack stack = null!;
    private ExchangeService service = null!;
    private Guid github;
    private Guid gitlab;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        github = stack.RegisterGitHub("release").Id;
        gitlab = stack.Neighbours.Register(
            "gitlab", "https://gitlab.com",
            new { @namespace = "grp/sub", project = "proj", workflow_filepath = ".gitlab-ci.yml", environment = "release" }, "Sample.Project").Id;
        service = await stack.StartAsync();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task A_good_id_token_matches_and_stays_good()
    {
        var idToken = stack.IdToken();

        var answer = await ExplainAsync(idToken);

        Assert.True((bool)answer["is_verified"]!);
        Assert.Empty(answer["problems"]!.AsArray());
        var publisher = Publisher(answer, github);
        Assert.True((bool)publisher["matches"]!);
        Assert.Equal("It matches.", (string?)publisher["message"]);
        Assert.Equal(["repository", "job_workflow_ref", "environment", "event_name"], publisher["held"]!.AsArray().Select(claim => (string?)claim));
        Assert.Empty(await stack.OutboxAsync());
        Assert.NotNull((await ExchangeStack.ExchangeAsync(service, idToken)).Token);
    }

    [Fact]
    public Task A_wrong_file_name() => AssertExplainedAsync(
        claims => claims.With("job_workflow_ref", $"{Workflows}/publish.yml@refs/tags/v1.2.0"),
        "workflow_mismatch",
        $"The claim \"job_workflow_ref\" is \"{Workflows}/publish.yml@refs/tags/v1.2.0\"; expected is \"{Workflows}/release.yml\" at the ref or commit of the run. "
        + "The file that runs is publish.yml. Register that name, or publish from release.yml.");

    [Fact]
    public Task A_renamed_repository() => AssertExplainedAsync(
        claims => claims.With("repository", "octo-org/new-name").With("job_workflow_ref", "octo-org/new-name/.github/workflows/release.yml@refs/tags/v1.2.0"),
        "no_publisher",
        "The claim \"repository\" is \"octo-org/new-name\"; expected is \"octo-org/sampleproject\". "
        + "Was the repository renamed or moved, or is this a fork? A publisher trusts the name that the repository has now.");

    [Fact]
    public Task A_fork() => AssertExplainedAsync(
        claims => claims.With("repository", "somebody/sampleproject").With("repository_owner", "somebody").With("repository_id", "3003").With("repository_owner_id", "42"),
        "pinned_id_mismatch",
        "The claim \"repository_owner_id\" is \"42\"; expected is the id that the publisher is pinned to. "
        + "This is another account or repository than the one that was pinned: a fork, or one that took over the name. "
        + "If it is the right one now, the owners remove the publisher and register it again.");

    [Fact]
    public Task A_missing_environment() => AssertExplainedAsync(
        claims => claims.Without("environment"),
        "environment_mismatch",
        "The ID token has no claim \"environment\"; expected is \"release\". Let the job run in it: \"environment: release\" in the workflow file.");

    [Fact]
    public Task A_trailing_blank() => AssertExplainedAsync(
        claims => claims.With("environment", "release "),
        "environment_mismatch",
        "The claim \"environment\" is \"release \"; expected is \"release\". It has blanks at its ends. Let the job run in it: \"environment: release\" in the workflow file.");

    [Fact]
    public Task A_reusable_workflow() => AssertExplainedAsync(
        claims => claims.With("job_workflow_ref", "octo-org/shared/.github/workflows/publish.yml@refs/heads/main"),
        "workflow_mismatch",
        $"The claim \"job_workflow_ref\" is \"octo-org/shared/.github/workflows/publish.yml@refs/heads/main\"; expected is \"{Workflows}/release.yml\" at the ref or commit of the run. "
        + "The job is defined in a workflow of octo-org/shared, a reusable one. If that is meant, register its repository and refs with the publisher.");

    [Fact]
    public Task A_dangerous_event() => AssertExplainedAsync(
        claims => claims.With("event_name", "pull_request_target"),
        "event_refused",
        "The claim \"event_name\" is \"pull_request_target\"; expected is any event but pull_request_target and workflow_run. "
        + "Such a run may hold code of people who may not publish. Publish from another event, or name this one in the publisher's events.");

    [Fact]
    public async Task A_wrong_case_in_an_environment_of_gitlab()
    {
        var answer = await ExplainClaimsAsync(SampleClaims.GitLab(now: DateTimeOffset.UtcNow).With("environment", "Release"));

        var publisher = Publisher(answer, gitlab);
        Assert.Equal("environment_mismatch", (string?)publisher["code"]);
        Assert.Equal(
            "The claim \"environment\" is \"Release\"; expected is \"release\". Only upper and lower case differ, and they count here. "
            + "Let the job deploy to it: \"environment: release\" in the job.",
            (string?)publisher["message"]);
        Assert.True((bool)publisher["is_nearest"]!);
        Assert.Equal(
            "The claim \"iss\" is \"https://gitlab.com\"; expected is \"https://token.actions.githubusercontent.com\". A publisher trusts one issuer. Register another one for this issuer.",
            (string?)Publisher(answer, github)["message"]);
    }

    [Fact]
    public async Task A_definition_in_another_project_of_gitlab()
    {
        var answer = await ExplainClaimsAsync(SampleClaims.GitLab(now: DateTimeOffset.UtcNow).With("ci_config_ref_uri", null));

        Assert.Equal(
            $"The ID token has no claim \"ci_config_ref_uri\"; expected is \"{GitLabProject}//.gitlab-ci.yml\" at the ref or commit of the run. "
            + "GitLab leaves it out when the pipeline's definition lies in another project; such a pipeline cannot publish.",
            (string?)Publisher(answer, gitlab)["message"]);
    }

    [Fact]
    public async Task A_wrong_audience()
    {
        var answer = await ExplainAsync(stack.IdToken(claims => claims.With("aud", "pypi")));

        Assert.Equal(
            $"The ID token is for the audience \"pypi\"; this registry takes those for \"{SampleClaims.Audience}\". Ask the CI provider for an ID token with that audience.",
            Problem(answer, "audience_mismatch"));
        Assert.True((bool)Publisher(answer, github)["matches"]!);
    }

    [Fact]
    public async Task An_expired_id_token_for_another_audience_has_both_problems()
    {
        var idToken = stack.GitHub.Sign(SampleClaims.GitHub(DateTimeOffset.FromUnixTimeSeconds(1_795_388_100).AddDays(-3)).With("aud", "pypi"));

        var answer = await ExplainAsync(idToken);

        Assert.Matches(
            "^The ID token expired at 20[0-9-]{8} [0-9:]{8} UTC, [0-9]+ (days|hours) ago\\. Ask the CI provider for one right before the exchange, in the same job\\.$",
            Problem(answer, "expired"));
        Assert.NotNull(Problem(answer, "audience_mismatch"));
        Assert.True((bool)Publisher(answer, github)["matches"]!);
    }

    [Fact]
    public async Task A_self_managed_issuer_that_is_not_configured()
    {
        var answer = await ExplainClaimsAsync(SampleClaims.GitLab("https://gitlab.example.com", DateTimeOffset.UtcNow));

        Assert.StartsWith(
            "The issuer \"https://gitlab.example.com\" is not configured here. A self-managed instance or an enterprise has an issuer of its own, "
            + "which the operator has to add (section Issuers of the settings). Configured are https://token.actions.githubusercontent.com, https://gitlab.com, ",
            Problem(answer, "unknown_issuer"),
            StringComparison.Ordinal);
        Assert.Empty(answer["publishers"]!.AsArray());
    }

    [Fact]
    public async Task An_issuer_with_a_slash_too_many()
    {
        var answer = await ExplainClaimsAsync(SampleClaims.GitHub(DateTimeOffset.UtcNow).With("iss", "https://token.actions.githubusercontent.com/"));

        Assert.Contains("Only a slash at the end differs, and it counts.", Problem(answer, "unknown_issuer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_signature_is_a_problem_and_the_claims_are_compared_all_the_same()
    {
        var idToken = stack.IdToken();
        var signature = idToken.LastIndexOf('.') + 1;
        var answer = await ExplainAsync(idToken[..signature] + (idToken[signature] == 'A' ? 'B' : 'A') + idToken[(signature + 1)..]);

        Assert.False((bool)answer["is_verified"]!);
        Assert.Equal("The signature of the ID token does not hold.", Problem(answer, "bad_signature"));
        Assert.True((bool)Publisher(answer, github)["matches"]!);
    }

    [Fact]
    public async Task Plain_claims_are_never_verified_and_need_no_times_or_audience()
    {
        var claims = SampleClaims.GitHub(DateTimeOffset.UtcNow);
        foreach (var claim in new[] { "aud", "exp", "iat", "nbf" })
        {
            claims.Without(claim);
        }

        var answer = await ExplainClaimsAsync(claims);

        Assert.False((bool)answer["is_verified"]!);
        Assert.Empty(answer["problems"]!.AsArray());
        Assert.True((bool)Publisher(answer, github)["matches"]!);
    }

    [Fact]
    public async Task Publishers_that_were_not_asked_about_are_not_spoken_of()
    {
        var answer = await PostAsync(new JsonObject { ["publisher_ids"] = new JsonArray(gitlab, Guid.NewGuid()), ["id_token"] = stack.IdToken() });

        Assert.Equal(gitlab, (Guid)Assert.Single(answer["publishers"]!.AsArray())!["id"]!);
        Assert.DoesNotContain(github.ToString(), answer.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("release.yml", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage", "malformed_id_token")]
    [InlineData("a.b.c", "malformed_id_token")]
    [InlineData("", "malformed_id_token")]
    public async Task Something_that_is_no_id_token_is_said_to_be_none(string idToken, string code)
    {
        var answer = await ExplainAsync(idToken);

        Assert.NotNull(Problem(answer, code));
        Assert.Empty(answer["publishers"]!.AsArray());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"publisher_ids":[],"id_token":"a","claims":{}}""")]
    [InlineData("""{"publisher_ids":[],"claims":[]}""")]
    [InlineData("""{"id_token":"a"}""")]
    [InlineData("""{"publisher_ids":["x"],"id_token":"a"}""")]
    public async Task What_was_not_agreed_is_a_bad_request(string body)
    {
        using var response = await service.Internal.PostAsync("/internal/explain", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_of_it_is_counted_recorded_or_logged_and_strangers_cannot_ask()
    {
        var idToken = stack.IdToken(claims => claims.With("aud", "pypi"));
        await ExplainAsync(idToken);
        using var outside = await service.Http.PostAsJsonAsync("/internal/explain", new { publisher_ids = Array.Empty<Guid>(), id_token = idToken });

        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        Assert.Empty(await stack.OutboxAsync());
        Assert.Equal(0, await stack.CountAsync("used_id_tokens"));
        Assert.Equal(0, await stack.CountAsync("refused_id_tokens"));
        Assert.DoesNotContain(idToken.Split('.')[1], service.Log.All, StringComparison.Ordinal);
        Assert.Empty(service.Log.Of("ReportedExchange"));
    }

    private async Task AssertExplainedAsync(Func<JsonObject, JsonObject> change, string code, string message)
    {
        var publisher = Publisher(await ExplainAsync(stack.IdToken(change)), github);

        Assert.False((bool)publisher["matches"]!);
        Assert.True((bool)publisher["is_nearest"]!);
        Assert.Equal((code, message), ((string?)publisher["code"], (string?)publisher["message"]));
    }

    private static JsonObject Publisher(JsonObject answer, Guid id) =>
        answer["publishers"]!.AsArray().Single(publisher => (Guid)publisher!["id"]! == id)!.AsObject();

    private static string? Problem(JsonObject answer, string code) =>
        (string?)answer["problems"]!.AsArray().Single(problem => (string?)problem!["code"] == code)!["message"];

    private Task<JsonObject> ExplainAsync(string idToken) =>
        PostAsync(new JsonObject { ["publisher_ids"] = new JsonArray(github, gitlab), ["id_token"] = idToken });

    private Task<JsonObject> ExplainClaimsAsync(JsonObject claims) =>
        PostAsync(new JsonObject { ["publisher_ids"] = new JsonArray(github, gitlab), ["claims"] = claims });

    private async Task<JsonObject> PostAsync(JsonObject body)
    {
        using var response = await service.Internal.PostAsync("/internal/explain", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await ExchangeStack.ReadAsync(response)).Body;
    }
}

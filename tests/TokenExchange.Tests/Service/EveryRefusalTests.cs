using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>One exchange for each reason why one is refused, with its exact status and body.</summary>
public sealed class EveryRefusalTests(EveryRefusalTests.Fixture fixture) : IClassFixture<EveryRefusalTests.Fixture>
{
    private const string Repository = "octo-org/sampleproject";
    private const string Human = "someone@example.com";

    /// <summary>Shown where the state that they need is: a switch that is set, a ledger that is full, a description of a provider.</summary>
    private static readonly DenialReason[] ShownElsewhere =
    [
        DenialReason.MintingDisabled, DenialReason.MintingStopped, DenialReason.IssuerDistrusted, DenialReason.KeyDistrusted, DenialReason.TooManyTargets,
        DenialReason.UnsuitableKey, DenialReason.ClaimMismatch, DenialReason.JobRefused,
    ];

    private static readonly Dictionary<string, (string Code, string Description, Func<Fixture, string> IdToken)> Cases = new()
    {
        ["malformed_id_token"] = ("invalid-payload", "The ID token is not a signed JWT in compact form.", _ => "a.b.c"),
        ["unknown_issuer"] = (
            "invalid-payload", "The issuer of the ID token is not accepted here.", f => f.GitHub(claims => claims.With("iss", "https://issuer.example"))),
        ["unsupported_algorithm"] = (
            "invalid-token", "The ID token is signed with an algorithm that is not accepted from its issuer.",
            f => f.Stack.GitHub.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow), f.Stack.GitHub.Header.With("alg", "RS384"))),
        ["unsupported_header"] = (
            "invalid-token", "The JOSE header of the ID token has no key id, is not of type JWT, or has critical extensions.",
            f => f.Stack.GitHub.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow), f.Stack.GitHub.Header.With("typ", "at+jwt"))),
        ["unknown_key"] = (
            "invalid-token", "The issuer has no key of the ID token's key id.",
            f => f.Stack.GitHub.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow), f.Stack.GitHub.Header.With("kid", "key-2"))),
        ["bad_signature"] = ("invalid-token", "The signature of the ID token does not hold.", f => f.Impostor.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow))),
        ["malformed_claims"] = (
            "invalid-token", "The ID token lacks exp, iat or aud, or one of its standard claims is of the wrong type.", f => f.GitHub(claims => claims.With("exp", "soon"))),
        ["audience_mismatch"] = (
            "invalid-token", "The ID token is for another audience; ask the CI provider for one with the audience that GET /_/oidc/audience names.",
            f => f.GitHub(claims => claims.With("aud", "pypi"))),
        ["expired"] = ("invalid-token", "The ID token has expired.", f => f.Stack.GitHub.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow.AddMinutes(-10)))),
        ["not_yet_valid"] = (
            "invalid-token", "The ID token is not valid yet.", f => f.GitHub(claims => claims.With("nbf", DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds()))),
        ["lifetime_too_long"] = (
            "invalid-token", DenialReason.LifetimeTooLong.Description,
            f => f.GitHub(claims => claims.With("exp", DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds()))),
        ["claim_missing"] = (
            "invalid-publisher", "The ID token lacks a claim that its provider always sends. The ID token has no claim \"jti\"; expected is that it is there.",
            f => f.GitHub(claims => claims.Without("jti"))),
        ["claims_inconsistent"] = (
            "invalid-publisher",
            "Two claims of the ID token contradict each other. The claim \"repository\" is \"octo-org/sampleproject\"; expected is a repository of \"repository_owner\".",
            f => f.GitHub(claims => claims.With("repository_owner", "somebody"))),
        ["no_publisher"] = (
            "invalid-publisher", "No trusted publisher is registered for the identity in the ID token.", f => f.GitHub(claims => claims.With("repository", "octo-org/other"))),
        ["workflow_mismatch"] = (
            "invalid-publisher",
            "The repository has a trusted publisher, but for another workflow. "
            + $"The claim \"job_workflow_ref\" is \"{Repository}/.github/workflows/evil.yml@refs/tags/v1.2.0\"; "
            + $"expected is \"{Repository}/.github/workflows/release.yml\" at the ref or commit of the run. The file that runs is evil.yml. Register that name, or publish from release.yml.",
            f => f.Workflow("evil.yml")),
        ["environment_mismatch"] = (
            "invalid-publisher",
            "The workflow has a trusted publisher, but for another environment. The claim \"environment\" is \"staging\"; expected is \"release\". "
            + "Let the job run in it: \"environment: release\" in the workflow file.",
            f => f.Workflow("release.yml", claims => claims.With("environment", "staging"))),
        ["event_refused"] = (
            "invalid-publisher",
            "Jobs started by this event cannot publish; pull_request_target and workflow_run may run other people's code and must be allowed by name. "
            + "The claim \"event_name\" is \"workflow_run\"; expected is any event but pull_request_target and workflow_run. "
            + "Such a run may hold code of people who may not publish. Publish from another event, or name this one in the publisher's events.",
            f => f.Workflow("release.yml", claims => claims.With("event_name", "workflow_run"))),
        ["ref_mismatch"] = (
            "invalid-publisher",
            "The workflow has a trusted publisher, but for other branches or tags. The claim \"ref\" is \"refs/tags/v1.2.0\"; expected is \"refs/heads/main\" or \"refs/tags/2*\".",
            f => f.Workflow("refs.yml")),
        ["runner_mismatch"] = (
            "invalid-publisher",
            "The workflow has a trusted publisher, but for other runners. The claim \"runner_environment\" is \"github-hosted\"; expected is \"self-hosted\".",
            f => f.Workflow("runner.yml")),
        ["calling_workflow_mismatch"] = (
            "invalid-publisher",
            "The workflow has a trusted publisher, but called by another workflow. "
            + $"The claim \"workflow_ref\" is \"{Repository}/.github/workflows/release.yml@refs/tags/v1.2.0\"; expected is \"{Repository}/.github/workflows/ci.yml\" at the ref or commit of the run.",
            f => f.Workflow("called.yml")),
        ["pinned_id_mismatch"] = (
            "invalid-publisher",
            "The names have a trusted publisher, but it is pinned to other immutable ids: a name was given up and taken up again. "
            + "The claim \"repository_id\" is \"3003\"; expected is the id that the publisher is pinned to. "
            + "This is another account or repository than the one that was pinned: a fork, or one that took over the name. "
            + "If it is the right one now, the owners remove the publisher and register it again.",
            f => f.Workflow("release.yml", claims => claims.With("repository_id", "3003"))),
        ["pin_window_over"] = (
            "invalid-publisher", DenialReason.PinWindowOver.Description,
            f => f.GitHub(claims => claims
                .With("repository", "octo-org/lapsed").With("job_workflow_ref", "octo-org/lapsed/.github/workflows/release.yml@refs/tags/v1.2.0"))),
        ["email_not_verified"] = (
            "invalid-publisher", "The e-mail address in the ID token is not verified. The claim \"email_verified\" is \"false\"; expected is true.",
            f => f.Google(claims => claims.With("email_verified", false))),
        ["human_account"] = (
            "invalid-publisher",
            "The account is a person's; it can publish only where its subject is registered. "
            + "The claim \"sub\" is \"109812345678901234567\"; expected is a registered numeric id, because this is no service account. "
            + "Register the publisher again with the account's numeric id, or better: with a service account.",
            f => f.Google(claims => claims.With("email", Human))),
        ["subject_mismatch"] = (
            "invalid-publisher", "The account has a trusted publisher, but for another subject.", f => f.Google(claims => claims.With("email", "other@sample.iam.gserviceaccount.com"))),
        ["actor_mismatch"] = (
            "invalid-publisher", "The project has a trusted publisher, but for another actor. The claim \"actor\" is \"mallory\"; expected is \"sam\".",
            f => f.ActiveState(claims => claims.With("actor", "mallory"))),
        ["builder_refused"] = (
            "invalid-publisher", "Only the builder pypi-publisher can publish. The claim \"builder\" is \"any\"; expected is \"pypi-publisher\".",
            f => f.ActiveState(claims => claims.With("builder", "any"))),
        ["already_used"] = ("invalid-reuse-token", DenialReason.AlreadyUsed.Description, f => f.UsedIdToken),
    };

    public static TheoryData<string> Reasons => [.. Cases.Keys];

    [Fact]
    public void Every_reason_is_here_or_named_as_shown_elsewhere() => Assert.Equal(
        DenialReason.All.Select(reason => reason.Code).Except(["malformed_request", "request_too_large"]).Order(),
        Cases.Keys.Concat(ShownElsewhere.Select(reason => reason.Code)).Order());

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Refuses_with_exactly_this(string reason)
    {
        var (code, description, idToken) = Cases[reason];

        var answer = await ExchangeStack.ExchangeAsync(fixture.Service, idToken(fixture));

        var expected = new JsonObject { ["message"] = "Token request failed" };
        var error = new JsonObject { ["code"] = code, ["description"] = $"{description} ({reason})" };
        expected["errors"] = new JsonArray(error);
        if (DenialReason.All.Single(one => one.Code == reason).IsAfterSignature)
        {
            var correlationId = (string?)answer.Body["correlation_id"];
            Assert.NotNull(correlationId);
            error["description"] = $"{description} Correlation id {correlationId}. ({reason})";
            expected["correlation_id"] = correlationId;
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(expected.ToJsonString(), answer.Body.ToJsonString());
    }

    /// <summary>A service with a publisher for each kind of mismatch.</summary>
    public sealed class Fixture(PostgresServer postgres) : IAsyncLifetime
    {
        private readonly TestIssuer google = new("https://accounts.google.com");
        private readonly TestIssuer activeState = new("https://platform.activestate.com/api/v1/oauth/oidc");

        internal TestIssuer Impostor { get; } = TestIssuer.Impostor();

        internal ExchangeStack Stack { get; private set; } = null!;

        internal ExchangeService Service { get; private set; } = null!;

        internal string UsedIdToken { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Stack = await ExchangeStack.CreateAsync(postgres);
            Stack.Neighbours.Trust(google);
            Stack.Neighbours.Trust(activeState);
            Stack.RegisterGitHub("release");
            RegisterGitHub("sampleproject", new { refs = "refs/heads/main refs/tags/2*" }, "refs.yml");
            RegisterGitHub("sampleproject", new { runner_environment = "self-hosted" }, "runner.yml");
            RegisterGitHub("sampleproject", new { calling_workflow_filename = "ci.yml" }, "called.yml");
            Stack.Neighbours.RegisterUnpinned(
                "github", Stack.GitHub.Issuer, new { repository_owner = "octo-org", repository_name = "lapsed", workflow_filename = "release.yml" },
                DateTimeOffset.UtcNow.AddMinutes(-1), "Sample.Project");
            Stack.Neighbours.Register("google", google.Issuer, new { email = Human }, "Sample.Project");
            Stack.Neighbours.RegisterUnpinned(
                "google", google.Issuer, new { email = "other@sample.iam.gserviceaccount.com", sub = "1" }, DateTimeOffset.UtcNow.AddDays(1), "Sample.Project");
            Stack.Neighbours.Register("activestate", activeState.Issuer, new { organization = "sample-org", project = "widget", actor = "sam" }, "Sample.Project");
            Service = await Stack.StartAsync();
            UsedIdToken = Stack.IdToken();
            Assert.NotNull((await ExchangeStack.ExchangeAsync(Service, UsedIdToken)).Token);
        }

        public async ValueTask DisposeAsync()
        {
            google.Dispose();
            activeState.Dispose();
            Impostor.Dispose();
            await Stack.DisposeAsync();
        }

        internal string GitHub(Func<JsonObject, JsonObject> change) => Stack.IdToken(change);

        internal string Workflow(string file, Func<JsonObject, JsonObject>? change = null) => Stack.IdToken(claims => (change ?? (same => same))(
            claims.With("job_workflow_ref", $"{Repository}/.github/workflows/{file}@refs/tags/v1.2.0")));

        internal string Google(Func<JsonObject, JsonObject> change) => google.Sign(change(SampleClaims.Google(DateTimeOffset.UtcNow)));

        internal string ActiveState(Func<JsonObject, JsonObject> change) => activeState.Sign(change(SampleClaims.ActiveState(DateTimeOffset.UtcNow)));

        private void RegisterGitHub(string repository, object constraint, string workflow)
        {
            var fields = System.Text.Json.JsonSerializer.SerializeToNode(constraint)!.AsObject();
            fields["repository_owner"] = "octo-org";
            fields["repository_name"] = repository;
            fields["workflow_filename"] = workflow;
            Stack.Neighbours.Register("github", Stack.GitHub.Issuer, fields, "Sample.Project");
        }
    }
}

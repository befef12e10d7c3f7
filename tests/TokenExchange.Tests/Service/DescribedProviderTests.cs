using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>Exchanges with providers that are described by data.</summary>
public sealed class DescribedProviderTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Organization = "5034460f-c7c4-4c43-9457-de07e2029e7b";
    private const string Project = "0e1d6c1b-9a4e-4b1c-8f53-1f5a0cdbb0d2";
    private const string SemaphoreIssuer = "https://octo-org.semaphoreci.com";

    private readonly TestIssuer circleCi = new($"https://oidc.circleci.com/org/{Organization}");
    private readonly TestIssuer semaphore = new(SemaphoreIssuer);
    private ExchangeStack stack = null!;
    private ExchangeService service = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.Neighbours.Trust(circleCi);
        stack.Neighbours.Trust(semaphore);
        service = await stack.StartAsync(
            ("Issuers:circle:Provider", "circleci"), ("Issuers:semaphore:Provider", "semaphore"), ("Issuers:semaphore:Issuer", SemaphoreIssuer));
    }

    [Fact]
    public async Task A_job_of_a_described_provider_gets_an_api_token_and_a_record_with_its_claims()
    {
        Register();

        var answer = await ExchangeStack.ExchangeAsync(service, circleCi.Sign(CircleCi()));
        var again = await ExchangeStack.ExchangeAsync(service, circleCi.Sign(CircleCi()));

        Assert.NotNull(answer.Token);
        Assert.NotEqual(answer.Token, again.Token);
        var record = (await stack.OutboxAsync("TokenMinted"))[0].Body.ToJsonString();
        Assert.Contains($"\"oidc.circleci.com/project-id\":\"{Project}\"", record, StringComparison.Ordinal);
        Assert.Contains("\"provider\":\"circleci\"", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_jti_the_same_id_token_is_good_once()
    {
        Register();
        var idToken = circleCi.Sign(CircleCi());

        Assert.NotNull((await ExchangeStack.ExchangeAsync(service, idToken)).Token);
        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, idToken), "invalid-reuse-token", "already_used");
    }

    [Theory]
    [InlineData("oidc.circleci.com/ssh-rerun", "true", "job_refused")]
    [InlineData("oidc.circleci.com/ssh-rerun", "\"false\"", "job_refused")]
    [InlineData("oidc.circleci.com/org-id", "\"somebody\"", "no_publisher")]
    [InlineData("oidc.circleci.com/project-id", "\"somebody\"", "no_publisher")]
    public async Task Refuses_other_jobs(string claim, string json, string reason)
    {
        Register();

        var answer = await ExchangeStack.ExchangeAsync(service, circleCi.Sign(CircleCi().With(claim, JsonNode.Parse(json))));

        Refusal.Assert(answer, "invalid-publisher", reason);
    }

    [Fact]
    public async Task Nobody_is_asked_for_the_keys_of_an_issuer_that_somebody_invented()
    {
        Register();
        using var invented = new TestIssuer("https://oidc.circleci.com/org/invented");
        stack.Neighbours.Trust(invented);

        var answer = await ExchangeStack.ExchangeAsync(service, invented.Sign(CircleCi().With("iss", invented.Issuer)));

        Refusal.Assert(answer, "invalid-payload", "unknown_issuer");
        Assert.Equal(0, stack.Neighbours.KeyRequests);
    }

    [Fact]
    public async Task An_issuer_stops_being_accepted_with_its_last_publisher()
    {
        var publisher = Register();
        Assert.NotNull((await ExchangeStack.ExchangeAsync(service, circleCi.Sign(CircleCi()))).Token);

        stack.Neighbours.Remove(publisher.Id);
        Answer? refused = null;
        await ExchangeStack.Until(async () =>
        {
            // While the removal is on its way there may be a token still, nothing that can be told in time (503), or a refusal that
            // learnt of the removal after it had accepted the issuer.
            refused = await ExchangeStack.ExchangeAsync(service, circleCi.Sign(CircleCi()));
            return refused.Status == HttpStatusCode.UnprocessableEntity && !refused.Body.ToJsonString().Contains("(no_publisher)", StringComparison.Ordinal);
        });

        Refusal.Assert(refused!, "invalid-payload", "unknown_issuer");
    }

    [Fact]
    public async Task An_audience_that_nobody_can_choose_stands_in_for_the_target_s()
    {
        stack.Neighbours.RegisterUnpinned(
            "semaphore", SemaphoreIssuer, new { organization = "octo-org", project_id = Project }, DateTimeOffset.MaxValue, "Sample.Project");

        var good = await ExchangeStack.ExchangeAsync(service, semaphore.Sign(Semaphore()));
        var ours = await ExchangeStack.ExchangeAsync(service, semaphore.Sign(Semaphore().With("aud", SampleClaims.Audience)));
        var debug = await ExchangeStack.ExchangeAsync(service, semaphore.Sign(Semaphore().With("job_type", "project_debug_job")));

        Assert.NotNull(good.Token);
        Refusal.Assert(ours, "invalid-token", "audience_mismatch");
        Refusal.Assert(debug, "invalid-publisher", "job_refused");
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        circleCi.Dispose();
        semaphore.Dispose();
    }

    private Registered Register() => stack.Neighbours.RegisterUnpinned(
        "circleci", circleCi.Issuer, new { organization_id = Organization, project_id = Project }, DateTimeOffset.MaxValue, "Sample.Project");

    private JsonObject CircleCi() => Times(new JsonObject
    {
        ["iss"] = circleCi.Issuer,
        ["aud"] = SampleClaims.Audience,
        ["sub"] = $"org/{Organization}/project/{Project}/user/{Guid.NewGuid()}",
        ["oidc.circleci.com/org-id"] = Organization,
        ["oidc.circleci.com/project-id"] = Project,
        ["oidc.circleci.com/ssh-rerun"] = false,
    });

    private static JsonObject Semaphore() => Times(new JsonObject
    {
        ["iss"] = SemaphoreIssuer,
        ["aud"] = SemaphoreIssuer,
        ["jti"] = $"{Guid.NewGuid()}",
        ["org"] = "octo-org",
        ["prj_id"] = Project,
        ["job_type"] = "pipeline_job",
        ["ref_type"] = "branch",
    });

    private static JsonObject Times(JsonObject claims)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (claims["iat"], claims["exp"]) = (now, now + 3600);
        return claims;
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

public sealed class MintTokenTests(PostgresServer postgres) : IAsyncLifetime
{
    private ExchangeStack stack = null!;
    private ExchangeService service = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
        service = await stack.StartAsync();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task Tells_the_audience()
    {
        var answer = await ExchangeStack.ReadAsync(await service.Http.GetAsync("/_/oidc/audience"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"audience":"registry.example.org"}""", answer.Body.ToJsonString());
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/_/oidc/mint-token")]
    [InlineData("/_/oidc/github/mint-token")]
    public async Task Answers_a_good_id_token_with_an_api_token(string path)
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var answer = await ExchangeStack.ExchangeAsync(service, stack.IdToken(), path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["success", "token", "expires"], answer.Body.Select(member => member.Key));
        Assert.True((bool)answer.Body["success"]!);
        Assert.StartsWith("tpa-Ag", answer.Token, StringComparison.Ordinal);
        Assert.InRange((long)answer.Body["expires"]!, before + 900, before + 960);
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_record_of_a_minted_token_is_durable_and_complete_while_RabbitMQ_is_away()
    {
        var publisher = stack.RegisterGitHub("release");
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        var answer = await ExchangeStack.ExchangeAsync(service, stack.IdToken());
        Assert.Equal(HttpStatusCode.OK, answer.Status);

        var record = Assert.Single(await stack.OutboxAsync("TokenMinted"));

        Assert.Equal(publisher.Id, (Guid)record.Body["publisher_id"]!);
        Assert.Equal("main", (string?)record.Body["target"]);
        Assert.Equal("github", (string?)record.Body["provider"]);
        Assert.Equal(stack.GitHub.Issuer, (string?)record.Body["issuer"]);
        Assert.Equal("key-1", (string?)record.Body["key_id"]);
        Assert.Equal("Sample.Project", (string?)record.Body["projects"]![0]!["name"]);
        Assert.Equal("2002", (string?)record.Body["claims"]!["repository_id"]);
        Assert.Equal("octocat", (string?)record.Body["personal"]!["actor"]);
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", record.TraceParent);
        Assert.DoesNotContain(answer.Token!, record.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await stack.CountAsync("minted_tokens"));
    }

    [Fact]
    public async Task Of_64_parallel_exchanges_of_one_id_token_exactly_one_gets_a_token()
    {
        var other = await stack.StartAsync();
        var idToken = stack.IdToken();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => ExchangeStack.ExchangeAsync(i % 2 == 0 ? service : other, idToken)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(63, answers.Count(answer => answer.Code == "invalid-reuse-token"));
        Assert.Equal(1, await stack.CountAsync("minted_tokens"));
        Assert.Equal(1, await stack.CountAsync("used_id_tokens"));
        Assert.Single(await stack.OutboxAsync("TokenMinted"));
    }

    [Fact]
    public async Task Parallel_exchanges_of_different_id_tokens_are_numbered_without_gaps()
    {
        var other = await stack.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => ExchangeStack.ExchangeAsync(i % 2 == 0 ? service : other, stack.IdToken())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(60, answers.Select(answer => answer.Token).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), (await stack.OutboxAsync()).Select(row => row.Sequence));
    }

    [Fact]
    public async Task An_id_token_stays_used_after_a_restart()
    {
        var idToken = stack.IdToken();
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(service, idToken)).Status);

        var next = await stack.StartAsync();

        Refusal.Assert(await ExchangeStack.ExchangeAsync(next, idToken), "invalid-reuse-token", "already_used");
    }

    [Fact]
    public async Task A_refused_id_token_is_good_once_its_publisher_is_registered()
    {
        var idToken = stack.IdToken(claims => claims
            .With("repository", "octo-org/late")
            .With("job_workflow_ref", "octo-org/late/.github/workflows/release.yml@refs/tags/v1.2.0"));
        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, idToken), "invalid-publisher", "no_publisher");

        stack.RegisterGitHub(repository: "late");

        await ExchangeStack.Until(async () => (await ExchangeStack.ExchangeAsync(service, idToken)).Status == HttpStatusCode.OK, seconds: 5);
    }

    [Fact]
    public async Task A_removed_publisher_is_refused_within_the_bound()
    {
        var publisher = stack.RegisterGitHub(repository: "gone");
        JsonObject Gone(JsonObject claims) => claims
            .With("repository", "octo-org/gone")
            .With("job_workflow_ref", "octo-org/gone/.github/workflows/release.yml@refs/tags/v1.2.0");
        await ExchangeStack.Until(async () => (await ExchangeStack.ExchangeAsync(service, stack.IdToken(Gone))).Status == HttpStatusCode.OK);

        stack.Neighbours.Remove(publisher.Id);

        await ExchangeStack.Until(async () => (await ExchangeStack.ExchangeAsync(service, stack.IdToken(Gone))).Code == "invalid-publisher", seconds: 5);
    }

    [Fact]
    public async Task The_holder_of_the_repository_is_told_what_is_registered_and_nobody_else()
    {
        stack.RegisterGitHub("production", workflow: "deploy.yml");
        await Task.Delay(TimeSpan.FromSeconds(1.2));

        var own = await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims
            .With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/deploy.yml@refs/tags/v1.2.0")));
        var stranger = await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With("repository", "octo-org/other")));

        Refusal.Assert(own, "invalid-publisher", "environment_mismatch");
        Assert.Contains("\"production\"", own.Description, StringComparison.Ordinal);
        Refusal.Assert(stranger, "invalid-publisher", "no_publisher");
        Assert.DoesNotContain("deploy.yml", stranger.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Does_not_look_at_the_content_type(string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"extra\":{\"is\":\"ignored\"},\"token\":\"" + stack.IdToken() + "\"}"));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(content)).Status);
    }

    [Fact]
    public async Task Neither_the_log_nor_the_records_hold_an_id_token_or_an_api_token()
    {
        var good = stack.IdToken();
        var bad = stack.IdToken(claims => claims.With("aud", "pypi"));
        var minted = (await ExchangeStack.ExchangeAsync(service, good)).Token!;
        await ExchangeStack.ExchangeAsync(service, good);
        await ExchangeStack.ExchangeAsync(service, bad);
        await ExchangeStack.IntrospectAsync(service, minted);

        var written = service.Log.All + string.Concat((await stack.OutboxAsync()).Select(row => row.Body.ToJsonString()));

        foreach (var secret in new[] { minted["tpa-".Length..], good, bad, good.Split('.')[1], good.Split('.')[2], ExchangeStack.ClientSecret })
        {
            Assert.DoesNotContain(secret, written, StringComparison.Ordinal);
        }

        Assert.Equal(3, service.Log.Of("ReportedExchange").Count);
    }

    [Fact]
    public async Task What_anybody_can_send_is_counted_and_not_logged_one_by_one()
    {
        var good = stack.IdToken();

        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, "no ID token"), "invalid-payload", "malformed_id_token");
        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, $"{good[..^8]}AAAAAAAA"), "invalid-token", "bad_signature");
        Assert.Empty(service.Log.Of("ReportedExchange"));

        await ExchangeStack.ExchangeAsync(service, good);
        Assert.Single(service.Log.Of("ReportedExchange"));
    }

    [Fact]
    public async Task Minting_can_be_switched_off()
    {
        var off = await stack.StartAsync(("Registry:MintingEnabled", "false"));

        Refusal.Assert(await ExchangeStack.ExchangeAsync(off, stack.IdToken()), "not-enabled", "minting_disabled");
        Assert.Equal(HttpStatusCode.Forbidden, (await off.Http.GetAsync("/_/oidc/audience")).StatusCode);
    }

    private async Task<Answer> PostAsync(HttpContent content) =>
        await ExchangeStack.ReadAsync(await service.Http.PostAsync("/_/oidc/mint-token", content));
}

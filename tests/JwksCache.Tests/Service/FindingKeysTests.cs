using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

public sealed class FindingKeysTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;

    public async ValueTask InitializeAsync() => stack = await Stack.CreateAsync(redis, rabbit, databases);

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Answers_with_the_public_key_and_when_it_was_confirmed()
    {
        var service = stack.Start();
        var before = DateTimeOffset.UtcNow;

        var answer = await service.FindKeyAsync(stack.Issuer);

        var published = stack.Issuer.Simulated.KeySet()["keys"]![0]!.AsObject();
        Assert.Equal(200, answer.Status);
        Assert.Equal(["issuer", "kid", "jwk", "confirmed_at"], answer.Body.Select(m => m.Key));
        Assert.Equal(stack.Issuer.Url, (string?)answer.Body["issuer"]);
        Assert.Equal(stack.Issuer.Simulated.KeyId, (string?)answer.Body["kid"]);
        Assert.True(JsonNode.DeepEquals(published, answer.Body["jwk"]), answer.Body.ToJsonString());
        Assert.InRange(answer.ConfirmedAt, before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Asks_the_issuer_once_for_many_requests()
    {
        var service = stack.Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => service.FindKeyAsync(stack.Issuer)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Asks_the_issuer_once_for_all_replicas()
    {
        JwksCacheService[] replicas = [stack.Start(), stack.Start()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => replicas[i % 2].FindKeyAsync(stack.Issuer)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Finds_a_new_key_at_once_after_a_rotation_however_many_ask()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Simulated.Rotate();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => service.FindKeyAsync(stack.Issuer)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Refuses_a_key_that_the_issuer_does_not_have()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);

        var answer = await service.FindKeyAsync(stack.Issuer.Url, "never-heard-of");

        Assert.Equal((404, """{"code":"unknown_key"}"""), (answer.Status, answer.Body.ToJsonString()));
        Assert.Null(answer.RetryAfter);
        Assert.Equal(2, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Refuses_an_unknown_key_after_the_very_first_fetch()
    {
        var answer = await stack.Start().FindKeyAsync(stack.Issuer.Url, "never-heard-of");

        Assert.Equal((404, "unknown_key"), (answer.Status, answer.Code));
        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Does_not_refuse_within_the_cooldown_because_the_issuer_was_not_asked()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);
        await service.FindKeyAsync(stack.Issuer.Url, "first-unknown");

        var answer = await service.FindKeyAsync(stack.Issuer.Url, "second-unknown");

        Assert.Equal((503, """{"code":"keys_unavailable"}"""), (answer.Status, answer.Body.ToJsonString()));
        Assert.InRange(answer.RetryAfter!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        Assert.Equal(2, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task The_cooldown_holds_for_all_replicas_and_ends()
    {
        // Long enough for the next steps on a busy machine.
        var cooldown = ("Keys:UnknownKeyCooldown", "00:00:06");
        JwksCacheService[] replicas = [stack.Start(cooldown), stack.Start(cooldown)];
        await replicas[0].FindKeyAsync(stack.Issuer);
        Assert.Equal(404, (await replicas[0].FindKeyAsync(stack.Issuer.Url, "unknown")).Status);
        stack.Issuer.Simulated.Rotate();

        var early = await replicas[1].FindKeyAsync(stack.Issuer);
        Assert.Equal(503, early.Status);
        await Task.Delay(early.RetryAfter!.Value);
        Assert.Equal(200, (await replicas[1].FindKeyAsync(stack.Issuer)).Status);
        Assert.Equal(3, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task A_withdrawn_key_goes_with_the_next_fetch()
    {
        var service = stack.Start();
        var withdrawn = stack.Issuer.Simulated.KeyId;
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Simulated.Rotate();
        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);

        var answer = await service.FindKeyAsync(stack.Issuer.Url, withdrawn);

        Assert.Equal((503, "keys_unavailable"), (answer.Status, answer.Code));
        Assert.DoesNotContain(withdrawn, (await service.ViewAsync(stack.Issuer.Url)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_keys_are_found_while_the_issuer_publishes_both()
    {
        var service = stack.Start();
        var old = stack.Issuer.Simulated.KeyId;
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Simulated.Rotate(keep: true);

        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer.Url, old)).Status);
    }

    [Fact]
    public async Task Elliptic_curve_and_Edwards_curve_keys_are_found_too()
    {
        stack.Issuer.Serve("/jwks", $$"""
            {"keys":[
              {"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","alg":"ES256"},
              {"kty":"OKP","crv":"Ed25519","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
              {"kty":"OKP","crv":"Ed448","kid":"ed448","x":"{{new string('A', 76)}}"}]}
            """);
        var service = stack.Start();

        Assert.Equal(
            """{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"ec","use":"sig","alg":"ES256"}""",
            (await service.FindKeyAsync(stack.Issuer.Url, "ec")).Body["jwk"]!.ToJsonString());
        Assert.Equal(
            """{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"ed","use":"sig"}""",
            (await service.FindKeyAsync(stack.Issuer.Url, "ed")).Body["jwk"]!.ToJsonString());
        Assert.Equal(404, (await service.FindKeyAsync(stack.Issuer.Url, "ed448")).Status);
    }

    [Fact]
    public async Task The_slash_at_the_end_of_an_issuer_belongs_to_it_and_is_not_doubled()
    {
        await using var issuer = await TestIssuer.StartAsync("/tenant/");
        var service = stack.Start(("Issuers:slash:Issuer", issuer.Url), ("Issuers:slash:Provider", "github"));

        Assert.EndsWith("/tenant/", issuer.Url, StringComparison.Ordinal);
        Assert.Equal(200, (await service.FindKeyAsync(issuer)).Status);
        Assert.Equal("unknown_issuer", (await service.FindKeyAsync(issuer.Url.TrimEnd('/'), issuer.Simulated.KeyId)).Code);
    }

    [Theory]
    [InlineData("https://issuer.example", "kid", 404, "unknown_issuer")]
    [InlineData("", "kid", 400, "invalid_request")]
    [InlineData("https://gitlab.com", "", 400, "invalid_request")]
    public async Task Refuses_what_it_cannot_look_up(string issuer, string kid, int status, string code)
    {
        var answer = await stack.Start().FindKeyAsync(issuer, kid);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_issuer_is_known_byte_for_byte()
    {
        var service = stack.Start();

        Assert.Equal("unknown_issuer", (await service.FindKeyAsync(stack.Issuer.Url + "/", "kid")).Code);
        Assert.Equal("unknown_issuer", (await service.FindKeyAsync(stack.Issuer.Url.ToUpperInvariant(), "kid")).Code);
        Assert.Equal(0, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Refuses_a_caller_without_a_key()
    {
        var service = stack.Start();
        using var stranger = new HttpClient();

        using var response = await stranger.GetAsync($"http://127.0.0.1:{service.InternalPort}/internal/keys?issuer=a&kid=b");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("https://oidc.eks.no-such-region.amazonaws.com/id/CLUSTER", 503, "keys_unavailable")]
    [InlineData("https://oidc.eks.amazonaws.com/id/CLUSTER", 404, "unknown_issuer")]
    [InlineData("https://oidc.eks.no-such-region.amazonaws.com/id/CLUSTER/more", 404, "unknown_issuer")]
    [InlineData("https://oidc.eks.no-such-region.amazonaws.com.example/id/CLUSTER", 404, "unknown_issuer")]
    [InlineData("http://oidc.eks.no-such-region.amazonaws.com/id/CLUSTER", 404, "unknown_issuer")]
    [InlineData("https://oidc.eks.{region}.amazonaws.com/id/{cluster}", 404, "unknown_issuer")]
    public async Task Asks_an_issuer_that_a_pattern_lets_in_and_no_other(string issuer, int status, string code)
    {
        var service = stack.Start(("Issuers:eks:Provider", "kubernetes"));

        var answer = await service.FindKeyAsync(issuer, "kid");

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }
}

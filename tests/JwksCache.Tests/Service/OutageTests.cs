using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>Trouble is never a refusal, and old keys serve while it lasts.</summary>
public sealed class OutageTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;

    public async ValueTask InitializeAsync() => stack = await Stack.CreateAsync(redis, rabbit, databases);

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Serves_stale_keys_and_their_age_while_the_issuer_fails()
    {
        var service = stack.Start(Stack.ShortLivedOnDemand);
        var fetched = await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Fail(500);
        await Task.Delay(700);

        var answer = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal((200, fetched.ConfirmedAt), (answer.Status, answer.ConfirmedAt));
        var view = await service.ViewAsync(stack.Issuer.Url);
        Assert.Equal("stale", (string?)view["state"]);
        Assert.Equal("http_status", (string?)view["failure"]!["reason"]);
    }

    [Fact]
    public async Task Stops_serving_stale_keys_at_the_limit()
    {
        var service = stack.Start([.. Stack.ShortLivedOnDemand, ("Keys:StaleLimit", "00:00:01.5")]);
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Fail(500);
        await Task.Delay(1700);

        var answer = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal((503, "keys_unavailable", TimeSpan.FromSeconds(1)), (answer.Status, answer.Code, answer.RetryAfter));
    }

    [Fact]
    public async Task An_issuer_that_never_answered_is_not_a_refusal_and_is_not_asked_each_time()
    {
        stack.Issuer.Fail(503);
        var service = stack.Start(("Keys:FirstBackoff", "00:00:30"), ("Keys:LongestBackoff", "00:00:30"));
        var asked = 0;
        var fail = stack.Issuer.Misbehave;
        stack.Issuer.Misbehave = context =>
        {
            Interlocked.Increment(ref asked);
            return fail(context);
        };

        await service.FindKeyAsync(stack.Issuer);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.FindKeyAsync(stack.Issuer)));

        Assert.All(answers, a => Assert.Equal((503, "keys_unavailable"), (a.Status, a.Code)));
        Assert.All(answers, a => Assert.InRange(a.RetryAfter!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)));
        Assert.Equal(1, asked);
        Assert.Equal("unavailable", (string?)(await service.ViewAsync(stack.Issuer.Url))["state"]);
    }

    [Fact]
    public async Task Recovers_when_the_issuer_does()
    {
        stack.Issuer.Fail(500);
        var service = stack.Start();
        Assert.Equal(503, (await service.FindKeyAsync(stack.Issuer)).Status);
        stack.Issuer.Fail(null);

        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 200);

        Assert.Null((await service.ViewAsync(stack.Issuer.Url))["failure"]);
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "no_usable_keys")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"1","use":"enc","n":"AQAB","e":"AQAB"}]}""", "no_usable_keys")]
    [InlineData("<html>maintenance</html>", "invalid_document")]
    [InlineData("", "invalid_document")]
    public async Task A_broken_set_never_replaces_a_good_one(string body, string reason)
    {
        var service = stack.Start(Stack.ShortLivedOnDemand);
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Serve("/jwks", body);
        await Task.Delay(700);

        var answer = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal(200, answer.Status);
        Assert.Equal(reason, (string?)(await service.ViewAsync(stack.Issuer.Url))["failure"]!["reason"]);
    }

    [Fact]
    public async Task An_unknown_key_of_a_failing_issuer_is_not_refused()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Fail(500);

        var answer = await service.FindKeyAsync(stack.Issuer.Url, "unknown");

        Assert.Equal((503, "keys_unavailable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Answers_in_time_while_a_slow_issuer_is_waited_for()
    {
        stack.Issuer.Misbehave = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5), context.RequestAborted);
            return false;
        };
        var service = stack.Start(("Keys:AnswerTimeLimit", "00:00:01"), ("Keys:DocumentTimeLimit", "00:00:05"));

        var answer = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal((503, "keys_unavailable", TimeSpan.FromSeconds(1)), (answer.Status, answer.Code, answer.RetryAfter));
        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 200);
        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Without_Redis_nothing_is_refused_and_readiness_says_so()
    {
        await using var link = stack.LinkToRedis();
        var service = stack.Start(("ConnectionStrings:redis", stack.RedisVia(link)));
        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);

        link.Cut();
        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 503);
        var answer = await service.FindKeyAsync(stack.Issuer.Url, "unknown");
        Assert.Equal((503, "keys_unavailable", TimeSpan.FromSeconds(1)), (answer.Status, answer.Code, answer.RetryAfter));
        using (var health = await service.Http.GetAsync("/health"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        }

        link.Mend();
        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 200, seconds: 30);
        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Keys_that_Redis_lost_are_fetched_again()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);
        await using (var connection = await stack.ConnectAsync())
        {
            await connection.GetDatabase().KeyDeleteAsync($"jwks:set:{stack.Issuer.Url}");
        }

        var answer = await service.FindKeyAsync(stack.Issuer);

        Assert.Equal(200, answer.Status);
        Assert.Equal(2, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task A_value_of_another_version_in_Redis_counts_as_not_there()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);
        await using (var connection = await stack.ConnectAsync())
        {
            await connection.GetDatabase().StringSetAsync($"jwks:set:{stack.Issuer.Url}", """{"shape":"other"}""");
            await connection.GetDatabase().StringSetAsync($"jwks:announced:{stack.Issuer.Url}", "garbage");
        }

        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
    }

    [Fact]
    public async Task Is_ready_without_any_issuer()
    {
        stack.Issuer.Fail(500);
        var service = stack.Start();

        using var health = await service.Http.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("unused", (string?)(await service.ViewAsync(stack.Issuer.Url))["state"]);
    }

    [Fact]
    public async Task A_fetch_whose_replica_died_blocks_nobody_for_long()
    {
        await using (var connection = await stack.ConnectAsync())
        {
            await connection.GetDatabase().StringSetAsync($"jwks:lock:{stack.Issuer.Url}", "dead", TimeSpan.FromSeconds(1));
        }

        var answer = await stack.Start().FindKeyAsync(stack.Issuer);

        Assert.Equal(200, answer.Status);
    }
}

using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

public sealed class RefreshingTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;

    public async ValueTask InitializeAsync() => stack = await Stack.CreateAsync(redis, rabbit, databases);

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Refreshes_an_issuer_in_use_ahead_of_time_so_that_withdrawn_keys_go()
    {
        var service = stack.Start([.. Stack.ShortLived]);
        var first = await service.FindKeyAsync(stack.Issuer);
        var withdrawn = stack.Issuer.Simulated.KeyId;
        stack.Issuer.Simulated.Rotate();

        await Stack.Until(async () => (await service.ViewAsync(stack.Issuer.Url))["keys"]![0]!["key_id"]!.GetValue<string>() != withdrawn);

        var answer = await service.FindKeyAsync(stack.Issuer);
        Assert.Equal(200, answer.Status);
        Assert.True(answer.ConfirmedAt > first.ConfirmedAt);
    }

    [Fact]
    public async Task Does_not_ask_an_issuer_that_nobody_needs()
    {
        stack.Start([.. Stack.ShortLived]);

        await Task.Delay(1200);

        Assert.Equal(0, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Stops_asking_when_nobody_needs_it_any_more()
    {
        var service = stack.Start(Stack.ShortLivedOnDemand);
        await service.FindKeyAsync(stack.Issuer);

        await Task.Delay(1200);

        Assert.Equal(1, stack.Issuer.KeySetRequests);
    }

    [Fact]
    public async Task Two_replicas_refresh_no_more_often_than_one()
    {
        JwksCacheService[] replicas = [stack.Start([.. Stack.ShortLived]), stack.Start([.. Stack.ShortLived])];
        await replicas[0].FindKeyAsync(stack.Issuer);

        await Task.Delay(2000);

        // Due every 0.4 s: five times, and the first, and one that was on its way.
        Assert.InRange(stack.Issuer.KeySetRequests, 2, 7);
    }

    [Fact]
    public async Task The_issuers_cache_control_is_heard_within_bounds()
    {
        stack.Issuer.Misbehave = context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3";
            return Task.FromResult(false);
        };
        var service = stack.Start(("Keys:MinimumRefreshInterval", "00:00:00.5"), ("Keys:NeededFor", "00:00:00.001"));
        await service.FindKeyAsync(stack.Issuer);
        Assert.Equal("fresh", (string?)(await service.ViewAsync(stack.Issuer.Url))["state"]);

        await Stack.Until(async () => (string?)(await service.ViewAsync(stack.Issuer.Url))["state"] == "stale");
        await service.FindKeyAsync(stack.Issuer);

        Assert.Equal(2, stack.Issuer.KeySetRequests);
    }
}

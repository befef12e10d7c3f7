using System.Diagnostics;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>One dead issuer slows nobody else.</summary>
public sealed class IsolationTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;
    private TestIssuer dead = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await Stack.CreateAsync(redis, rabbit, databases);
        dead = await TestIssuer.StartAsync("/dead");
        dead.Misbehave = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await dead.DisposeAsync();
    }

    [Fact]
    public async Task Keys_of_others_are_found_at_once_while_many_wait_for_an_issuer_that_does_not_answer()
    {
        var service = stack.Start([.. Dead]);
        var waiting = Task.WhenAll(Enumerable.Range(0, 100).Select(i => service.FindKeyAsync(dead.Url, $"key-{i}")));
        await Task.Delay(200);

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
        }

        Assert.False(waiting.IsCompleted);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed}");
        Assert.All(await waiting, answer => Assert.Equal((503, "keys_unavailable"), (answer.Status, answer.Code)));
        Assert.All(await waiting, answer => Assert.NotNull(answer.RetryAfter));
    }

    [Fact]
    public async Task The_background_refresh_of_others_goes_on_while_an_issuer_does_not_answer()
    {
        var service = stack.Start([.. Dead, .. Stack.ShortLived, ("Keys:DocumentTimeLimit", "00:00:10")]);
        await service.FindKeyAsync(stack.Issuer);
        var waiting = service.FindKeyAsync(dead.Url, "key");
        await Task.Delay(500);
        var before = stack.Issuer.KeySetRequests;

        // Due every 0.4 s; the dead issuer's fetch takes ten seconds.
        await Stack.Until(() => Task.FromResult(stack.Issuer.KeySetRequests >= before + 3), seconds: 8);

        Assert.Equal(503, (await waiting).Status);
    }

    private IEnumerable<(string, string)> Dead => [("Issuers:dead:Issuer", dead.Url), ("Issuers:dead:Provider", "github")];
}

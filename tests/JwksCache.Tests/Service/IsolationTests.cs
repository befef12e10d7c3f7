using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>One dead issuer slows nobody else. It does not answer before the test lets it.</summary>
public sealed class IsolationTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private readonly TaskCompletionSource end = new();
    private Stack stack = null!;
    private TestIssuer dead = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await Stack.CreateAsync(redis, rabbit, databases);
        dead = await TestIssuer.StartAsync("/dead");
        dead.Misbehave = async context =>
        {
            await end.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = 500;
            return true;
        };
    }

    public async ValueTask DisposeAsync()
    {
        end.TrySetResult();
        await stack.DisposeAsync();
        await dead.DisposeAsync();
    }

    [Fact]
    public async Task Keys_of_others_are_found_at_once_while_many_wait_for_an_issuer_that_does_not_answer()
    {
        var service = stack.Start([.. Dead]);
        var waiting = Enumerable.Range(0, 100).Select(i => service.FindKeyAsync(dead.Url, $"key-{i}")).ToList();

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
        }

        Assert.All(waiting, answer => Assert.False(answer.IsCompleted));
        end.SetResult();
        var answers = await Task.WhenAll(waiting);
        Assert.All(answers, answer => Assert.Equal((503, "keys_unavailable"), (answer.Status, answer.Code)));
        Assert.All(answers, answer => Assert.NotNull(answer.RetryAfter));
    }

    [Fact]
    public async Task The_background_refresh_of_others_goes_on_while_an_issuer_does_not_answer()
    {
        var service = stack.Start([.. Dead, .. Stack.ShortLived]);
        await service.FindKeyAsync(stack.Issuer);
        var waiting = service.FindKeyAsync(dead.Url, "key");
        var before = stack.Issuer.KeySetRequests;

        await Stack.Until(() => Task.FromResult(stack.Issuer.KeySetRequests >= before + 5), seconds: 15);

        Assert.False(waiting.IsCompleted);
        end.SetResult();
        Assert.Equal(503, (await waiting).Status);
    }

    private IEnumerable<(string, string)> Dead =>
    [
        ("Issuers:dead:Issuer", dead.Url), ("Issuers:dead:Provider", "github"), ("Keys:AnswerTimeLimit", "00:00:20"), ("Keys:DocumentTimeLimit", "00:00:20"),
    ];
}

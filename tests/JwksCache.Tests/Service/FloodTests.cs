using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

/// <summary>Anybody may send any key id. What that costs is bounded, and it harms no genuine key.</summary>
public sealed class FloodTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;

    public async ValueTask InitializeAsync() => stack = await Stack.CreateAsync(redis, rabbit, databases);

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task A_flood_of_invented_key_ids_never_makes_a_genuine_new_key_a_refusal()
    {
        JwksCacheService[] replicas = [stack.Start(("Keys:UnknownKeyCooldown", "00:00:01")), stack.Start(("Keys:UnknownKeyCooldown", "00:00:01"))];
        await replicas[0].FindKeyAsync(stack.Issuer);
        using var stop = new CancellationTokenSource();
        var flood = Task.WhenAll(Enumerable.Range(0, 4).Select(lane => FloodAsync(replicas[lane % 2], lane, stop.Token)));
        var answers = new List<Answer>();
        for (var rotation = 0; rotation < 3; rotation++)
        {
            stack.Issuer.Simulated.Rotate();
            await Stack.Until(async () =>
            {
                answers.Add(await replicas[rotation % 2].FindKeyAsync(stack.Issuer));
                return answers[^1].Status == 200;
            }, seconds: 20);
        }

        await stop.CancelAsync();
        await flood;

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 503, $"{answer.Status} {answer.Code}"));
        Assert.All(answers.Where(answer => answer.Status == 503), answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.RetryAfter));
    }

    [Fact]
    public async Task A_flood_of_invented_key_ids_costs_the_issuer_one_fetch_a_cooldown()
    {
        var service = stack.Start(("Keys:UnknownKeyCooldown", "00:01:00"));
        await service.FindKeyAsync(stack.Issuer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => service.FindKeyAsync(stack.Issuer.Url, $"invented-{i % 50}")));

        Assert.Equal(2, stack.Issuer.KeySetRequests);
        Assert.All(answers, answer => Assert.True(answer.Status is 404 or 503, $"{answer.Status}"));
        Assert.Equal(200, (await service.FindKeyAsync(stack.Issuer)).Status);
    }

    [Fact]
    public async Task A_new_key_that_had_to_wait_is_found_as_soon_as_any_replica_has_fetched()
    {
        JwksCacheService[] replicas = [stack.Start(Stack.OnDemand), stack.Start(Stack.OnDemand)];
        await replicas[0].FindKeyAsync(stack.Issuer);
        var old = stack.Issuer.Simulated.KeyId;
        await replicas[0].FindKeyAsync(stack.Issuer.Url, "invented");
        stack.Issuer.Simulated.Rotate(keep: true);
        Answer[] waits = [await replicas[0].FindKeyAsync(stack.Issuer), await replicas[0].FindKeyAsync(stack.Issuer)];

        await stack.AgeSetAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(200, (await replicas[1].FindKeyAsync(stack.Issuer.Url, old)).Status);

        Assert.All(waits, answer => Assert.Equal((503, "keys_unavailable"), (answer.Status, answer.Code)));
        Assert.All(waits, answer => Assert.InRange(answer.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)));
        Assert.Equal(200, (await replicas[0].FindKeyAsync(stack.Issuer)).Status);
    }

    private async Task FloodAsync(JwksCacheService service, int lane, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await service.FindKeyAsync(stack.Issuer.Url, $"invented-{lane}-{i}");
        }
    }
}

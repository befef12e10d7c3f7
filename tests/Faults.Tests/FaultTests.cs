using System.Diagnostics;
using StackExchange.Redis;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.Faults.Tests.Checks;
using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests;

/// <summary>
/// One fault each, while jobs of four providers publish at two replicas. What has to hold afterwards is the same for all:
/// <see cref="Promises"/> and <see cref="AnswerRules"/>.
/// </summary>
public sealed class FaultTests(AuthorityUnderLoad stack) : IClassFixture<AuthorityUnderLoad>
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(2);

    /// <summary>The default of <c>Publishers:MaxAge</c>.</summary>
    private static readonly TimeSpan StalenessBound = TimeSpan.FromSeconds(5);

    [Fact]
    public Task Both_promises_hold_when_an_exchange_is_killed_and_the_other_one_works_on() => stack.DisturbAsync(async () =>
    {
        var from = Stopwatch.GetTimestamp();
        await stack.KillExchangeAsync(0, AWhile);
        await stack.KillExchangeAsync(1, TimeSpan.Zero);

        Assert.Contains(stack.Journal.Attempts, attempt => attempt is { Replica: 1, Outcome: Outcome.Minted } && attempt.StartedAt > from);
    });

    [Fact]
    public Task Both_promises_hold_when_postgresql_is_killed() => stack.DisturbAsync(async () =>
    {
        for (var i = 0; i < 2; i++)
        {
            await stack.Authority.Postgres.KillAsync();
            await Task.Delay(AWhile / 2);
            await stack.Authority.Postgres.StartAsync();
            await Task.Delay(AWhile / 2);
        }
    });

    [Fact]
    public Task Both_promises_hold_and_tokens_are_minted_while_rabbitmq_is_stopped() => stack.DisturbAsync(async () =>
    {
        await stack.Authority.RabbitMq.StopAsync();
        var from = Stopwatch.GetTimestamp();
        await Task.Delay(AWhile);
        var meanwhile = Stopwatch.GetTimestamp();
        await stack.Authority.RabbitMq.StartAsync();

        Assert.Contains(stack.Journal.Attempts, attempt => attempt.Outcome is Outcome.Minted && attempt.StartedAt > from && attempt.EndedAt < meanwhile);
    });

    [Fact]
    public Task Both_promises_hold_when_audit_is_killed() => stack.DisturbAsync(async () =>
    {
        await stack.Authority.Audit.KillAsync();
        await Task.Delay(AWhile);
        await stack.Authority.Audit.StartAsync();
    });

    [Fact]
    public Task Both_promises_hold_when_redis_is_flushed_and_killed() => stack.DisturbAsync(async () =>
    {
        stack.Promises.RedisWasFlushed = true;
        await using (var redis = await ConnectionMultiplexer.ConnectAsync($"{stack.Authority.RedisConnection},allowAdmin=true"))
        {
            await redis.GetServers().Single().FlushAllDatabasesAsync();
        }

        await stack.Authority.Redis.KillAsync();
        await Task.Delay(AWhile);
        await stack.Authority.Redis.StartAsync();
    });

    [Fact]
    public Task No_token_is_minted_by_publishers_that_are_older_than_the_bound_while_publisher_config_is_paused() => stack.DisturbAsync(async () =>
    {
        await stack.Authority.PublisherConfig.PauseAsync();
        await Task.Delay(StalenessBound);
        var tooOld = Stopwatch.GetTimestamp();
        var outcomes = await Task.WhenAll(
            stack.Client.PresentAsync(await stack.Registrations.GoodIdTokenAsync("github"), 0),
            stack.Client.PresentAsync(await stack.Registrations.GoodIdTokenAsync("gitlab"), 1));
        var minted = stack.Journal.Attempts.Where(attempt => attempt.StartedAt > tooOld && attempt.Outcome is Outcome.Minted).ToList();
        await stack.Authority.PublisherConfig.ResumeAsync();

        Assert.All(outcomes, outcome => Assert.Equal(new Outcome.Unavailable("temporarily-unavailable"), outcome));
        Assert.Empty(minted);
    });

    [Fact]
    public Task A_key_that_nobody_can_tell_is_no_refusal_while_jwks_cache_is_frozen() => stack.DisturbAsync(async () =>
    {
        await stack.Authority.JwksCache.PauseAsync();
        await stack.RotateAsync("github", keep: false);
        var idToken = await stack.Registrations.GoodIdTokenAsync("github");
        var frozen = await Task.WhenAll(stack.Client.PresentAsync(idToken, 0), stack.Client.PresentAsync(await stack.Registrations.GoodIdTokenAsync("github"), 1));
        await stack.Authority.JwksCache.ResumeAsync();

        Assert.All(frozen, outcome => Assert.Equal(new Outcome.Unavailable("temporarily-unavailable"), outcome));
    });

    [Fact]
    public Task Both_promises_hold_while_keys_rotate_and_publishers_come_and_go() => stack.DisturbAsync(async () =>
    {
        using var ending = new CancellationTokenSource(3 * AWhile);
        await Task.WhenAll([Rotations.RunAsync(stack, ending.Token), .. Job.Providers.Select(provider => Comings.RunAsync(stack, provider, ending.Token))]);
    });

    [Fact]
    public Task A_flood_of_refusals_delays_no_mint() => stack.DisturbAsync(async () =>
    {
        var refused = await Flood.PrepareAsync(stack);
        var quiet = await MeasureAsync(() => Task.Delay(AWhile));
        var flooded = await MeasureAsync(() => Flood.RunAsync(stack, refused, 2 * AWhile));

        TestContext.Current.TestOutputHelper?.WriteLine($"mints before the flood: {quiet}; in it: {flooded}");
        Assert.Equal(0, flooded.Failed);
        Assert.InRange(flooded.NineOfTen, 0, Math.Max(10 * quiet.NineOfTen, 1000));
    });

    /// <summary>The mints that were asked for and answered in the meantime, in milliseconds.</summary>
    private async Task<(int Count, int Failed, double Median, double NineOfTen)> MeasureAsync(Func<Task> meanwhile)
    {
        var from = Stopwatch.GetTimestamp();
        await meanwhile();
        var attempts = stack.Journal.Attempts.Where(attempt => attempt.StartedAt > from && attempt.IdToken.MayBeMinted).ToList();
        var took = attempts.Where(attempt => attempt.Outcome is Outcome.Minted).Select(attempt => attempt.Took).Order().ToList();
        return (took.Count, attempts.Count(attempt => attempt.Outcome is Outcome.Unavailable), Tally.Milliseconds(took, 0.5), Tally.Milliseconds(took, 0.9));
    }
}

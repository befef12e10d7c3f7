using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Webhooks;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Following;

public sealed class FollowerMetricsTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public async ValueTask DisposeAsync() => await log.DisposeAsync();

    [Fact]
    public async Task Says_how_many_entries_a_follower_is_behind_and_for_how_long()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        await using var receiver = await WebhookReceiver.StartAsync();
        using var meters = Listen(service);
        var (id, _) = await service.AddWebhookAsync(receiver);
        await service.PostAsync($"/api/webhooks/{id}/pause");
        var anHourAgo = new EntryAppender(log.Database, new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-1)));
        await anHourAgo.AppendAsync(EntryTypes.TokenExchange, [new Arrival(Records.Minted(1))], TestContext.Current.CancellationToken);
        await log.ExchangeAppendsAsync(Records.Minted(2), Records.Minted(3));

        var behind = await meters.UntilAsync(all => Of(all, "audit.follower.lag", $"webhook:{id}") == 3 && Of(all, "audit.follower.lag", "tallies") == 0 && Of(all, "audit.follower.lag", "checkpoints") == 0);

        Assert.InRange(Of(behind, "audit.follower.delay", $"webhook:{id}"), 3600, 3700);
        Assert.Equal((0, 0), (Of(behind, "audit.follower.delay", "tallies"), Of(behind, "audit.follower.delay", "checkpoints")));
        await service.PostAsync($"/api/webhooks/{id}/resume");
        var after = await meters.UntilAsync(all => Of(all, "audit.follower.lag", $"webhook:{id}") == 0);
        Assert.Equal(0, Of(after, "audit.follower.delay", $"webhook:{id}"));
    }

    [Fact]
    public async Task Tells_of_those_that_are_switched_on_and_of_no_project()
    {
        var on = log.StartReader(("Events:Enabled", "true"), ("Alerts:Enabled", "true"));
        await log.ExchangeAppendsAsync(Records.Minted(1));
        await on.GetAsync("/api/tallies?project=sampleproject");
        Assert.Equal(1, await log.CountAsync("tally_places WHERE scope = 'sampleproject'"));

        string[] all = ["alerts", "checkpoints", "events", "tallies"];
        using (var meters = Listen(on))
        {
            var measured = await meters.UntilAsync(one => Followers(one, "audit.follower.lag").Count == all.Length);
            Assert.Equal(all, Followers(measured, "audit.follower.lag"));
            Assert.Equal(all, Followers(measured, "audit.follower.delay"));
        }

        await on.DisposeAsync();
        Assert.Equal(1, await log.CountAsync("log_positions WHERE name = 'events'"));
        using var others = Listen(log.StartReader());
        Assert.Equal(["checkpoints", "tallies"], Followers(await others.UntilAsync(one => one.Count > 0), "audit.follower.lag"));
    }

    [Fact]
    public async Task Events_that_the_broker_does_not_take_are_a_lag()
    {
        var service = log.StartReader(("Events:Enabled", "true"));
        using var meters = Listen(service);
        await meters.UntilAsync(all => Followers(all, "audit.follower.lag").Contains("events"));

        await log.ExchangeAppendsAsync(Records.Minted(1), Records.Minted(2));
        var behind = await meters.UntilAsync(all => Of(all, "audit.follower.lag", "events") == 2);

        Assert.InRange(Of(behind, "audit.follower.delay", "events"), 0.0001, 60);
    }

    [Fact]
    public async Task While_the_database_is_away_there_is_nothing_and_nothing_throws()
    {
        var service = log.StartReader();
        using var meters = Listen(service);
        await meters.UntilAsync(all => all.Count > 0);

        await log.CutOffAsync();
        await meters.UntilAsync(all => all.Count == 0);
        Assert.Empty(meters.Collect());

        await log.LetInAsync();
        var again = await meters.UntilAsync(all => all.Count > 0);
        Assert.Equal(["checkpoints", "tallies"], Followers(again, "audit.follower.lag"));
    }

    [Fact]
    public async Task Webhooks_count_what_becomes_of_deliveries_and_say_neither_label_nor_address()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        await using var receiver = await WebhookReceiver.StartAsync();
        using var meters = Listen(service);
        receiver.Answer = one => one.Index == 1 ? 500 : 200;
        var (id, _) = await service.AddWebhookAsync(receiver, """{"label":"siem","url":"URL","filter":{"decision":"granted"}}""");
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 4).Select(i => Records.Minted(i)));
        var refused = await meters.UntilAsync(all => all.Contains(new Measured("audit.webhook.dead_letters", 1, $"webhook={id}")) && Of(all, "audit.follower.lag", $"webhook:{id}") == 0);

        Assert.Single(refused, one => one.Instrument == "audit.webhook.dead_letters");
        var counted = new Dictionary<string, double>
        {
            [$"audit.webhook.deliveries webhook={id},outcome=taken"] = 3,
            [$"audit.webhook.deliveries webhook={id},outcome=failed"] = 2,
            [$"audit.webhook.deliveries webhook={id},outcome=dead"] = 1,
        };
        Assert.Equal(counted.OrderBy(one => one.Key, StringComparer.Ordinal), meters.Counted.OrderBy(one => one.Key, StringComparer.Ordinal));

        receiver.Answer = _ => 200;
        // Entry 0 says that there is a webhook; what was not taken is entry 2.
        using var replay = await service.Auditor.PostAsync(
            $"/api/webhooks/{id}/replay", new StringContent("""{"after":1}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        await meters.UntilAsync(all => all.Contains(new Measured("audit.webhook.dead_letters", 0, $"webhook={id}")) && Of(all, "audit.follower.lag", $"webhook:{id}") == 0);
        Assert.Equal(6, meters.Counted[$"audit.webhook.deliveries webhook={id},outcome=taken"]);
    }

    private static Meters Listen(AuditService service) => new(service.Services.GetRequiredService<IMeterFactory>());

    /// <summary>NaN if it was not measured.</summary>
    private static double Of(IReadOnlyList<Measured> measured, string instrument, string follower) =>
        measured.SingleOrDefault(one => one.Instrument == instrument && one.Tags == $"follower={follower}")?.Value ?? double.NaN;

    private static IReadOnlyList<string> Followers(IReadOnlyList<Measured> measured, string instrument) =>
        [.. measured.Where(one => one.Instrument == instrument).Select(one => one.Tags["follower=".Length..]).Order(StringComparer.Ordinal)];
}

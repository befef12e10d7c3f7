using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Webhooks;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Webhooks;

public sealed class WebhookTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Tells_of_what_comes_in_order_and_signed()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        await AppendAsync(1, 2);
        var (id, secret) = await CreateAsync(service, """{"label":"siem","url":"URL"}""");

        await AppendAsync(3, 20);
        await receiver.UntilTakenAsync(21);

        Assert.Equal(Enumerable.Range(2, 20).Select(i => (long)i), receiver.Taken);
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        Assert.Equal(32, key.Length);
        foreach (var one in receiver.All)
        {
            var timestamp = long.Parse(one.Timestamp, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(StandardWebhook.Sign(key, one.Id, timestamp, one.Body), one.Signature);
            Assert.Equal(("/hook", "application/cloudevents+json"), (one.Path, one.ContentType));
            Assert.Equal(one.Id, (string)JsonNode.Parse(one.Body)!["id"]!);
            Assert.InRange(timestamp, DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds());
        }
        var shown = await service.UntilWebhookAsync(id, webhook => (long)webhook["after"]! == 22);
        Assert.Equal(
            ["id", "label", "url", "filter", "created_at", "paused_at", "former_secret_until", "after", "tries", "retry_at", "dead_letters"], shown.Select(member => member.Key));
        Assert.DoesNotContain(secret, shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_only_of_what_its_filter_lets_through_from_where_it_was_asked_to()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        await AppendAsync(1, 2);
        await log.ExchangeAppendsAsync(Records.Denied(3, "already_used"), Records.Denied(4, "no_publisher"), Records.Denied(5, "expired"));
        var (id, _) = await CreateAsync(service, """{"label":"refusals","url":"URL","after":-1,"filter":{"decision":"refused","reason":["already_used","expired"],"provider":["github"]}}""");

        await receiver.UntilTakenAsync(4);
        await log.ExchangeAppendsAsync(Records.Minted(6), Records.Denied(7, "expired"), Records.Minted(8));
        await receiver.UntilTakenAsync(6);

        Assert.Equal([2, 4, 6], receiver.Taken);
        await service.UntilWebhookAsync(id, webhook => (long)webhook["after"]! == 8);
    }

    [Fact]
    public async Task What_fails_is_tried_again_and_holds_the_next_ones_up()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        var refusals = 0;
        receiver.Answer = one => one.Index == 1 && refusals++ < 2 ? 500 : 200;
        await CreateAsync(service, """{"label":"siem","url":"URL"}""");

        await AppendAsync(1, 4);
        await receiver.UntilTakenAsync(3);

        Assert.Equal([0, 1, 1, 1, 2, 3], receiver.All.Select(one => one.Index));
        Assert.Equal([0, 1, 2, 3], receiver.Taken);
        Assert.Single(receiver.All.Where(one => one.Index == 1).Select(one => one.Id).Distinct());
    }

    [Theory]
    [InlineData(500, "status 500")]
    [InlineData(302, "status 302")]
    [InlineData(404, "status 404")]
    public async Task What_is_never_taken_becomes_a_dead_letter_and_can_be_told_again(int status, string error)
    {
        var service = log.StartReader(WebhookCalls.Quick);
        receiver.Answer = one => one.Index == 1 ? status : 200;
        var (id, _) = await CreateAsync(service, """{"label":"siem","url":"URL"}""");
        await AppendAsync(1, 4);
        await receiver.UntilTakenAsync(3);

        var letters = await service.GetAsync($"/api/webhooks/{id}/dead-letters");

        var letter = Assert.Single(letters["dead_letters"]!.AsArray());
        Assert.Equal((2, 3, error), ((long)letter!["index"]!, (int)letter["tries"]!, (string)letter["last_error"]!));
        Assert.Null(letters["next"]);
        Assert.Equal([0, 2, 3], receiver.Taken);
        Assert.Equal(3, receiver.All.Count(one => one.Index == 1));
        Assert.DoesNotContain(receiver.All, one => one.Path != "/hook");

        receiver.Answer = _ => 200;
        using var replay = await service.Auditor.PostAsJsonAsync($"/api/webhooks/{id}/replay", new { after = 1 }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, replay.StatusCode);
        await receiver.UntilTakenAsync(1);
        await service.UntilWebhookAsync(id, webhook => (long)webhook["after"]! == 4 && (long)webhook["dead_letters"]! == 0);
        Assert.Equal([0, 2, 3, 1, 2, 3], receiver.Taken);
    }

    [Fact]
    public async Task While_it_is_paused_nothing_is_told_and_nothing_lost()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        var (id, _) = await CreateAsync(service, """{"label":"siem","url":"URL"}""");
        await AppendAsync(1, 1);
        await receiver.UntilTakenAsync(0);

        await service.PostAsync($"/api/webhooks/{id}/pause");
        await AppendAsync(2, 3);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.Equal([0], receiver.Taken);
        await service.PostAsync($"/api/webhooks/{id}/resume");
        await receiver.UntilTakenAsync(3);

        Assert.Equal([0, 1, 2, 3], receiver.Taken);
    }

    [Fact]
    public async Task A_restart_and_a_second_replica_lose_nothing_and_repeat_at_most_what_was_under_way()
    {
        var (first, second) = (log.StartReader(WebhookCalls.Quick), log.StartReader(WebhookCalls.Quick));
        await CreateAsync(first, """{"label":"siem","url":"URL"}""");
        await AppendAsync(1, 100);
        await receiver.UntilTakenAsync(30);

        await first.DisposeAsync();
        await receiver.UntilTakenAsync(99);
        await second.DisposeAsync();
        await AppendAsync(101, 10);
        log.StartReader(WebhookCalls.Quick);
        await receiver.UntilTakenAsync(109);

        Assert.Equal(Enumerable.Range(0, 110).Select(i => (long)i), receiver.Taken.Distinct());
        Assert.InRange(receiver.Taken.Count, 110, 112);
    }

    [Fact]
    public async Task A_deleted_webhook_is_told_nothing_and_leaves_nothing_behind()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        var (id, _) = await CreateAsync(service, """{"label":"siem","url":"URL"}""");
        receiver.Answer = _ => 500;
        await AppendAsync(1, 1);
        await service.UntilWebhookAsync(id, webhook => (long)webhook["dead_letters"]! == 1);

        using var deleted = await service.Auditor.DeleteAsync($"/api/webhooks/{id}", TestContext.Current.CancellationToken);
        using var again = await service.Auditor.DeleteAsync($"/api/webhooks/{id}", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, again.StatusCode));
        Assert.Contains("\"code\":\"unknown_webhook\"", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty((await service.GetAsync("/api/webhooks"))["webhooks"]!.AsArray());
        foreach (var table in (string[])["webhooks", "dead_letters", "log_positions"])
        {
            Assert.Equal(0, await log.CountAsync(table));
        }
        var said = await service.GetAsync("/api/entries?type=WebhookAdded&type=WebhookRemoved");
        Assert.Equal(
            [$"Webhook siem added by operator: {receiver.Url[..^"/hook".Length]}", "Webhook siem deleted by operator"], said["entries"]!.AsArray().Select(entry => (string)entry!["summary"]!));
    }

    [Fact]
    public async Task An_address_inside_the_house_is_not_connected_to_unless_that_is_allowed()
    {
        // Made while it was allowed: what counts is the address at the connection.
        var before = log.StartReader(WebhookCalls.Quick);
        var (id, _) = await CreateAsync(before, """{"label":"siem","url":"URL"}""");
        await before.DisposeAsync();
        var service = log.StartReader([.. WebhookCalls.Quick, ("Webhooks:AllowPrivateAddresses", "false")]);

        await AppendAsync(1, 1);
        await service.UntilWebhookAsync(id, webhook => (long)webhook["dead_letters"]! == 1);

        Assert.Equal("address not allowed", (string)(await service.GetAsync($"/api/webhooks/{id}/dead-letters"))["dead_letters"]![0]!["last_error"]!);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task The_secret_is_nowhere_in_the_database()
    {
        var service = log.StartReader(WebhookCalls.Quick);
        var (_, secret) = await CreateAsync(service, """{"label":"siem","url":"URL"}""");

        var key = Convert.ToHexStringLower(Convert.FromBase64String(secret["whsec_".Length..]));
        await using var command = log.Database.CreateCommand("SELECT encode(sealed_secret, 'hex') || url || label || filter FROM webhooks");
        Assert.DoesNotContain(key, (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(log.Folder, "webhook-key")));
        }
    }

    private Task<(Guid Id, string Secret)> CreateAsync(AuditService service, string body) => service.AddWebhookAsync(receiver, body);

    private Task AppendAsync(int first, int count) =>
        log.ExchangeAppendsAsync(Enumerable.Range(first, count).Select(i => Records.Minted(i)));
}

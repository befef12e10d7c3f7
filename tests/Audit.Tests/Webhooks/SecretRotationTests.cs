using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Webhooks;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Webhooks;

public sealed class SecretRotationTests(PostgresServer postgres, RabbitMqServer rabbit, StandardWebhooksLibrary library) : IAsyncLifetime
{
    /// <summary>Only of what the exchange says, so that a test can count its own entries.</summary>
    private const string Told = """{"label":"siem","url":"URL","filter":{"decision":"granted"}}""";

    /// <summary>The time of former secrets is over.</summary>
    private const string EndOverlaps = "UPDATE webhooks SET former_secret_until = now() - interval '1 second' WHERE former_secret_until IS NOT NULL";

    private const string NoMatch = "WebhookVerificationError: No matching signature found";

    private AuditLog log = null!;
    private AuditService service = null!;
    private WebhookReceiver receiver = null!;
    private int appended;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader(WebhookCalls.Quick);
        receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task During_the_overlap_both_secrets_sign_and_the_new_one_is_first()
    {
        var (id, former) = await service.AddWebhookAsync(receiver, Told);
        var before = await DeliverAsync();

        var (present, webhook) = await RotateAsync(id);
        var during = await DeliverAsync();

        Assert.Equal(Signatures(before, former), before.Signature);
        Assert.Equal(Signatures(during, present, former), during.Signature);
        Assert.NotEqual(former, present);
        Assert.Equal(32, Key(present).Length);
        var until = (DateTimeOffset)webhook["former_secret_until"]!;
        Assert.InRange(until, DateTimeOffset.UtcNow.AddHours(24).AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(24));
        var shown = await service.GetAsync($"/api/webhooks/{id}");
        Assert.Equal(until, (DateTimeOffset)shown["former_secret_until"]!);
        Assert.DoesNotContain(present, shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_overlap_is_over_only_the_new_secret_signs_and_the_former_is_gone()
    {
        var (id, _) = await service.AddWebhookAsync(receiver, Told);
        var (present, _) = await RotateAsync(id, overlapHours: 168);

        await log.ExecuteAsync(EndOverlaps);
        var after = await DeliverAsync();

        Assert.Equal(Signatures(after, present), after.Signature);
        Assert.Null((await service.GetAsync($"/api/webhooks/{id}"))["former_secret_until"]);
        await UntilNoneAsync("webhooks WHERE sealed_former_secret IS NOT NULL OR former_secret_until IS NOT NULL");
    }

    [Fact]
    public async Task Without_an_overlap_the_former_secret_ends_at_once_and_so_does_the_one_before_it()
    {
        var (id, _) = await service.AddWebhookAsync(receiver, Told);
        await RotateAsync(id);

        var (present, webhook) = await RotateAsync(id, overlapHours: 0);
        var after = await DeliverAsync();

        Assert.Equal(Signatures(after, present), after.Signature);
        Assert.Null(webhook["former_secret_until"]);
        Assert.Equal(1, await log.CountAsync("webhooks WHERE sealed_former_secret IS NULL AND former_secret_until IS NULL"));
    }

    [Fact]
    public async Task A_delivery_that_failed_before_is_tried_again_with_both()
    {
        var (id, former) = await service.AddWebhookAsync(receiver, Told);
        var isRotated = false;
        receiver.Answer = _ => isRotated ? 200 : 500;
        await log.ExchangeAppendsAsync(Records.Minted(++appended));
        await service.UntilWebhookAsync(id, webhook => (int)webhook["tries"]! > 0);

        var (present, _) = await RotateAsync(id);
        isRotated = true;
        using var replay = await service.Auditor.PostAsync($"/api/webhooks/{id}/replay", Json("""{"after":-1}"""), TestContext.Current.CancellationToken);
        await receiver.UntilTakenAsync(0);

        var tries = receiver.All;
        Assert.Single(tries.Select(one => one.Id).Distinct());
        Assert.Equal(Signatures(tries[0], former), tries[0].Signature);
        var taken = tries.First(one => one.Status == 200);
        Assert.Equal(Signatures(taken, present, former), taken.Signature);
    }

    [Fact]
    public async Task Another_overlap_within_one_is_refused_and_changes_nothing()
    {
        var (id, former) = await service.AddWebhookAsync(receiver, Told);
        var (present, webhook) = await RotateAsync(id);

        var (status, problem) = await service.RotateSecretAsync(id, 1);
        var delivered = await DeliverAsync();

        Assert.Equal((HttpStatusCode.Conflict, "former_secret_in_use"), (status, (string?)problem["code"]));
        Assert.Contains(((DateTimeOffset)webhook["former_secret_until"]!).UtcDateTime.ToString("O"), (string?)problem["title"], StringComparison.Ordinal);
        Assert.Equal(Signatures(delivered, present, former), delivered.Signature);
        Assert.Equal(1, await log.CountAsync("entries WHERE type = 'WebhookSecretRotated'"));

        await log.ExecuteAsync(EndOverlaps);
        var (next, _) = await RotateAsync(id, overlapHours: 1);
        delivered = await DeliverAsync();
        Assert.Equal(Signatures(delivered, next, present), delivered.Signature);
    }

    [Fact]
    public async Task Of_many_rotations_at_once_one_is_done()
    {
        var (id, former) = await service.AddWebhookAsync(receiver, Told);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.RotateSecretAsync(id)));
        var delivered = await DeliverAsync();

        var done = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK).Answer;
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Equal(Signatures(delivered, (string)done["secret"]!, former), delivered.Signature);
        Assert.Equal(1, await log.CountAsync("entries WHERE type = 'WebhookSecretRotated'"));
    }

    [Theory]
    [InlineData("""{"overlap_hours":169}""")]
    [InlineData("""{"overlap_hours":"0"}""")]
    public async Task A_refused_rotation_changes_nothing(string body)
    {
        var (id, secret) = await service.AddWebhookAsync(receiver, Told);

        using var refused = await service.Auditor.PostAsync($"/api/webhooks/{id}/rotate-secret", Json(body), TestContext.Current.CancellationToken);
        var delivered = await DeliverAsync();

        Assert.InRange((int)refused.StatusCode, 400, 422);
        Assert.Equal(Signatures(delivered, secret), delivered.Signature);
        Assert.Equal(0, await log.CountAsync("entries WHERE type = 'WebhookSecretRotated'"));
    }

    [Fact]
    public async Task A_rotation_is_an_entry_and_no_secret_is_in_the_database()
    {
        var (id, former) = await service.AddWebhookAsync(receiver, Told);
        var (present, webhook) = await RotateAsync(id, overlapHours: 2);
        var (last, _) = await RotateAsync(id, overlapHours: 0);

        var said = (await service.GetAsync("/api/entries?type=WebhookSecretRotated"))["entries"]!.AsArray();

        Assert.Equal(2, said.Count);
        Assert.Equal((id, "operator"), ((Guid)said[0]!["body"]!["webhook_id"]!, (string)said[0]!["body"]!["by"]!));
        Assert.Equal((DateTimeOffset)webhook["former_secret_until"]!, (DateTimeOffset)said[0]!["body"]!["former_secret_until"]!);
        Assert.Equal("siem", (string)said[0]!["personal"]!["label"]!["value"]!);
        Assert.Equal(["by", "personal", "webhook_id"], said[1]!["body"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        await using var command = log.Database.CreateCommand("""
            SELECT (SELECT string_agg(w::text, '') FROM webhooks AS w) || (SELECT string_agg(e::text, '') FROM entries AS e) || (SELECT string_agg(p::text, '') FROM personal_values AS p)
            """);
        var all = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        foreach (var secret in (string[])[former, present, last])
        {
            Assert.DoesNotContain(Convert.ToHexStringLower(Key(secret)), all, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.ASCII.GetBytes(secret["whsec_".Length..])), all, StringComparison.Ordinal);
            Assert.DoesNotContain(secret["whsec_".Length..], all, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_secret_that_was_sealed_with_another_key_is_replaced_and_not_kept()
    {
        var (id, _) = await service.AddWebhookAsync(receiver, Told);
        await service.DisposeAsync();
        // The file keeps its mode.
        await File.WriteAllBytesAsync(Path.Combine(log.Folder, "webhook-key"), RandomNumberGenerator.GetBytes(32));
        service = log.StartReader(WebhookCalls.Quick);

        var (present, webhook) = await RotateAsync(id);
        var delivered = await DeliverAsync();

        Assert.Null(webhook["former_secret_until"]);
        Assert.Equal(Signatures(delivered, present), delivered.Signature);
    }

    /// <summary>What its users verify with is not ours.</summary>
    [Fact]
    public async Task The_library_of_Standard_Webhooks_takes_what_is_told_and_nothing_else()
    {
        var (id, first) = await service.AddWebhookAsync(receiver, Told);
        var before = await DeliverAsync();
        var (second, _) = await RotateAsync(id);
        var during = await DeliverAsync();
        await log.ExecuteAsync(EndOverlaps);
        var after = await DeliverAsync();
        var (third, _) = await RotateAsync(id, overlapHours: 0);
        var leaked = await DeliverAsync();
        var strange = StandardWebhook.Text(RandomNumberGenerator.GetBytes(StandardWebhook.SecretLength));

        var verified = await library.VerifyAsync(
            (before, first), (before, second),
            (during, second), (during, first), (during, strange), (Changed(during), second), (Changed(during), first),
            (after, second), (after, first),
            (leaked, third), (leaked, second), (leaked, first),
            (leaked with { Id = before.Id }, third), (leaked with { Timestamp = before.Timestamp + "0" }, third));

        Assert.Equal(
            [
                $"accepted {before.Id}", NoMatch,
                $"accepted {during.Id}", $"accepted {during.Id}", NoMatch, NoMatch, NoMatch,
                $"accepted {after.Id}", NoMatch,
                $"accepted {leaked.Id}", NoMatch, NoMatch,
                NoMatch, "WebhookVerificationError: Message timestamp too new",
            ],
            verified);
    }

    private async Task<WebhookReceiver.Received> DeliverAsync()
    {
        await log.ExchangeAppendsAsync(Records.Minted(++appended));
        await receiver.UntilTakenAsync(appended - 1);
        return receiver.All.Single(one => one.Index == appended - 1);
    }

    private async Task<(string Secret, JsonNode Webhook)> RotateAsync(Guid id, int? overlapHours = null)
    {
        var (status, answer) = await service.RotateSecretAsync(id, overlapHours);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        Assert.Equal(id, (Guid)answer["webhook"]!["id"]!);
        return ((string)answer["secret"]!, answer["webhook"]!);
    }

    private async Task UntilNoneAsync(string rows)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await log.CountAsync(rows) > 0)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static string Signatures(WebhookReceiver.Received delivery, params IEnumerable<string> secrets) => string.Join(' ', secrets.Select(secret =>
        StandardWebhook.Sign(Key(secret), delivery.Id, long.Parse(delivery.Timestamp, System.Globalization.CultureInfo.InvariantCulture), delivery.Body)));

    private static byte[] Key(string secret) => Convert.FromBase64String(secret["whsec_".Length..]);

    private static WebhookReceiver.Received Changed(WebhookReceiver.Received delivery) =>
        delivery with { Body = Encoding.UTF8.GetBytes(delivery.Text.Replace("sampleproject", "other-project", StringComparison.Ordinal)) };

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}

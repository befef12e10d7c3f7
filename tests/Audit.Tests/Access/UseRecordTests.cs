using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Access.Uses;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class UseRecordTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;
    private AuditService service = null!;
    private IssuedToken token = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader();
        token = await IssuedToken.IssueAsync(service);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Reading_is_an_entry_before_anything_is_read()
    {
        using var client = token.Client(service);

        var list = await client.GetFromJsonAsync<JsonObject>("/api/entries", Cancel);

        var read = list!["entries"]!.AsArray()[1]!;
        Assert.Equal("AuditLogRead", (string)read["type"]!);
        Assert.Equal($"SIEM of the test read the log: entries, from 127.0.0.1", (string)read["summary"]!);
        Assert.Equal(["addresses", "personal", "reader", "what"], read["body"]!.AsObject().Select(member => member.Key));
        Assert.Equal((token.Id.ToString(), "entries", 1), ((string)read["body"]!["reader"]!, (string)read["body"]!["what"]!, (int)read["body"]!["addresses"]!));
        Assert.Equal("127.0.0.1", (string)read["personal"]!["source_address"]!["value"]!);
        Assert.DoesNotContain("127.0.0.1", read["body"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_said_once_an_hour_for_each_token_and_way_of_reading()
    {
        var other = log.StartReader();
        using var here = token.Client(service);
        using var there = token.Client(other);
        using var second = (await IssuedToken.IssueAsync(service)).Client(other);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? here : there).GetStringAsync("/api/entries", Cancel)));
        await there.GetStringAsync("/api/entries/0", Cancel);
        await here.GetByteArrayAsync("/log/tile/entries/000.p/1", Cancel);
        await here.GetByteArrayAsync("/log/tile/entries/000.p/1", Cancel);
        await second.GetStringAsync("/api/entries", Cancel);
        Assert.Equal(["entries", "bundles", "entries"], await ReadsAsync());

        await log.TamperAsync("UPDATE token_uses SET hour = hour - interval '1 hour'");
        await here.GetStringAsync("/api/entries", Cancel);
        await there.GetStringAsync("/api/entries", Cancel);

        Assert.Equal(["entries", "bundles", "entries", "entries"], await ReadsAsync());
        Assert.Equal(3, await log.CountAsync("token_uses"));
    }

    [Fact]
    public async Task The_pages_and_their_sessions_count_as_their_token()
    {
        using var browser = service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, token.Secret));

        await browser.GetStringAsync("/", Cancel);
        await browser.GetStringAsync("/?project=x", Cancel);

        Assert.Equal(["pages"], await ReadsAsync());
    }

    [Fact]
    public async Task Another_address_is_said_again_up_to_a_limit()
    {
        var recorder = service.Services.GetRequiredService<UseRecorder>();
        var reader = new AuditReader(token.Id, "SIEM", null, null);

        for (var i = 0; i < 40; i++)
        {
            await recorder.RecordAsync(new SeenUse(reader, "entries", $"192.0.2.{i}"), Cancel);
            await recorder.RecordAsync(new SeenUse(reader, "entries", $"192.0.2.{i / 2}"), Cancel);
        }

        Assert.Equal(UseRecorder.MaximumAddresses, (await ReadsAsync()).Count);
        var last = (await service.GetAsync("/api/entries?type=AuditLogRead&order=newest&limit=1"))["entries"]![0]!;
        Assert.Equal((16, "192.0.2.15"), ((int)last["body"]!["addresses"]!, (string)last["personal"]!["source_address"]!["value"]!));
    }

    [Fact]
    public async Task An_address_that_was_erased_is_said_again_when_it_comes_back()
    {
        using var client = token.Client(service);

        await client.GetStringAsync("/api/entries", Cancel);
        await log.ExecuteAsync("DELETE FROM personal_values WHERE field = 'source_address'");
        await client.GetStringAsync("/api/entries", Cancel);

        Assert.Equal(["entries", "entries"], await ReadsAsync());
    }

    [Theory]
    [InlineData(false, "revoked")]
    [InlineData(true, "expired")]
    public async Task Attempts_with_a_token_that_is_over_are_entries_as_well(bool isExpired, string reason)
    {
        await (isExpired ? token.ExpireAsync(log) : token.RevokeAsync(service));
        using var client = token.Client(service);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token.Secret)]);

        for (var i = 0; i < 3; i++)
        {
            using var refused = await client.GetAsync("/api/entries", Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var signIn = await client.PostAsync("/sign-in", form, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
        var entries = (await service.GetAsync("/api/entries?type=AuditorTokenRefused"))["entries"]!.AsArray();
        Assert.Equal(
            [$"Refused auditor token SIEM of the test, which is {reason}: entries, from 127.0.0.1", $"Refused auditor token SIEM of the test, which is {reason}: pages, from 127.0.0.1"],
            entries.Select(entry => (string)entry!["summary"]!));
        Assert.Equal((token.Id, reason), ((Guid)entries[0]!["body"]!["token_id"]!, (string)entries[0]!["body"]!["reason"]!));
    }

    [Fact]
    public async Task Unknown_tokens_are_counted_and_cost_no_entry()
    {
        var meters = service.Services.GetRequiredService<IMeterFactory>();
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "audit.tokens.unknown" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();
        using var client = IssuedToken.Client(service, "tpaudit-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

        for (var i = 0; i < 3; i++)
        {
            using var response = await client.GetAsync("/api/entries", Cancel);
        }

        Assert.Equal(3, counted);
        Assert.Equal(["AuditorTokenIssued"], (await log.EntriesAsync()).Select(entry => entry.Type));
    }

    [Fact]
    public async Task Who_cannot_be_written_down_does_not_read()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));
        using var client = token.Client(service);
        await log.TamperAsync("DO $$ BEGIN EXECUTE format('REVOKE INSERT ON entries FROM %I', current_database()); END $$; UPDATE auditor_tokens SET label = label");

        using var response = await client.GetAsync("/api/entries", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("read_not_recorded", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task The_last_use_stands_in_the_list()
    {
        Assert.Null((await service.GetAsync("/api/tokens"))["tokens"]![0]!["last_used_at"]);
        using var client = token.Client(service);

        await client.GetStringAsync("/api/entries", Cancel);

        Assert.Equal(DateTimeOffset.UtcNow, (DateTimeOffset)(await service.GetAsync("/api/tokens"))["tokens"]![0]!["last_used_at"]!, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_operators_reading_is_said_unless_it_is_switched_off()
    {
        var telling = log.StartReader(("Auditor:RecordOperatorReads", "true"));

        await telling.GetAsync("/api/tokens");
        await service.GetAsync("/api/entries");

        var read = Assert.Single((await service.GetAsync("/api/entries?type=AuditLogRead"))["entries"]!.AsArray())!;
        Assert.Equal("The operator read the log: tokens, from 127.0.0.1", (string)read["summary"]!);
        Assert.Equal(["source_address"], read["personal"]!.AsObject().Select(field => field.Key));
    }

    private async Task<IReadOnlyList<string>> ReadsAsync() =>
        [.. (await service.GetAsync("/api/entries?type=AuditLogRead"))["entries"]!.AsArray().Select(entry => (string)entry!["body"]!["what"]!)];
}

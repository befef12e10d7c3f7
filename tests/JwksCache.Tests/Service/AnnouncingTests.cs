using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.JwksCache.Tests.Service;

public sealed class AnnouncingTests(RedisServer redis, RabbitMqServer rabbit, RedisDatabases databases) : IAsyncLifetime
{
    private Stack stack = null!;
    private Inbox inbox = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await Stack.CreateAsync(redis, rabbit, databases);
        inbox = await Inbox.OpenAsync(rabbit.Uri);
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await inbox.DisposeAsync();
    }

    [Fact]
    public async Task Announces_the_first_keys_and_each_change_once()
    {
        JwksCacheService[] replicas = [stack.Start(), stack.Start()];
        var first = Thumbprint();
        await Task.WhenAll(replicas.Select(r => r.FindKeyAsync(stack.Issuer)));
        stack.Issuer.Simulated.Rotate();
        var second = Thumbprint();
        await Task.WhenAll(replicas.Select(r => r.FindKeyAsync(stack.Issuer)));

        var records = await inbox.AboutAsync(stack.Issuer.Url, 2);
        await Task.Delay(1500);

        Assert.Equal(2, inbox.About(stack.Issuer.Url).Count);
        Assert.Equal([1L, 2L], records.Select(r => (long)r["sequence"]!));
        Assert.All(records, r => Assert.Equal("ProviderKeysChanged", (string?)r["type"]));
        Assert.Equal(Change(added: [first], removed: [], current: [first]), records[0]["body"]!.ToJsonString());
        Assert.Equal(Change(added: [second], removed: [first], current: [second]), records[1]["body"]!.ToJsonString());
    }

    [Fact]
    public async Task Announces_nothing_when_a_refresh_finds_the_same_keys()
    {
        var service = stack.Start([.. Stack.ShortLived]);
        await service.FindKeyAsync(stack.Issuer);

        await Stack.Until(() => Task.FromResult(stack.Issuer.KeySetRequests >= 4));

        Assert.Single(await inbox.AboutAsync(stack.Issuer.Url, 1));
    }

    [Fact]
    public async Task Announces_an_outage_once_and_the_next_one_again()
    {
        var service = stack.Start([.. Stack.ShortLived]);
        var confirmed = await service.FindKeyAsync(stack.Issuer);
        stack.Issuer.Fail(500);
        var first = await inbox.AboutAsync(stack.Issuer.Url, 2);
        await Stack.Until(async () => (int)(await service.ViewAsync(stack.Issuer.Url))["failure"]!["attempts"]! >= 4);
        Assert.Equal(2, inbox.About(stack.Issuer.Url).Count);

        stack.Issuer.Fail(null);
        await Stack.Until(async () => (string?)(await service.ViewAsync(stack.Issuer.Url))["state"] == "fresh");
        stack.Issuer.Fail(404);
        var all = await inbox.AboutAsync(stack.Issuer.Url, 3);

        Assert.Equal(["ProviderKeysChanged", "ProviderKeysUnavailable", "ProviderKeysUnavailable"], all.Select(r => (string?)r["type"]));
        Assert.Equal([1L, 2L, 3L], all.Select(r => (long)r["sequence"]!));
        var outage = first[1]["body"]!;
        Assert.Equal(["provider", "issuer", "reason", "last_confirmed_at"], outage.AsObject().Select(m => m.Key));
        Assert.Equal(("github", stack.Issuer.Url, "http_status"), ((string?)outage["provider"], (string?)outage["issuer"], (string?)outage["reason"]));
        Assert.True((DateTimeOffset)outage["last_confirmed_at"]! >= confirmed.ConfirmedAt);
    }

    [Fact]
    public async Task Says_nothing_about_an_issuer_that_never_answered()
    {
        stack.Issuer.Fail(500);
        var service = stack.Start();
        await Stack.Until(async () => (await service.FindKeyAsync(stack.Issuer)).Status == 503 && (int)(await service.ViewAsync(stack.Issuer.Url))["failure"]!["attempts"]! >= 2);

        await using var connection = await stack.ConnectAsync();
        Assert.Equal(0, await connection.GetDatabase().ListLengthAsync("jwks:records"));
        Assert.Empty(inbox.About(stack.Issuer.Url));
    }

    [Fact]
    public async Task A_record_that_the_broker_did_not_get_survives_the_process_and_comes_later()
    {
        await using var link = new CuttableLink(new Uri(rabbit.Uri).Host, new Uri(rabbit.Uri).Port);
        link.Cut();
        var cutOff = stack.Start(("ConnectionStrings:rabbitmq", new UriBuilder(rabbit.Uri) { Host = "127.0.0.1", Port = link.Port }.Uri.ToString()));
        Assert.Equal(200, (await cutOff.FindKeyAsync(stack.Issuer)).Status);
        await cutOff.DisposeAsync();
        Assert.Empty(inbox.About(stack.Issuer.Url));

        stack.Start();

        var record = Assert.Single(await inbox.AboutAsync(stack.Issuer.Url, 1));
        Assert.Equal((1L, "ProviderKeysChanged"), ((long)record["sequence"]!, (string?)record["type"]));
    }

    [Fact]
    public async Task A_crash_between_confirm_and_removal_repeats_the_record_under_its_id()
    {
        var service = stack.Start();
        await service.FindKeyAsync(stack.Issuer);
        var sent = Assert.Single(await inbox.AboutAsync(stack.Issuer.Url, 1));
        await using var connection = await stack.ConnectAsync();
        await Stack.Until(async () => await connection.GetDatabase().ListLengthAsync("jwks:records") == 0);

        // What the list looks like when the process dies before it removes the record.
        var stored = new JsonObject
        {
            ["id"] = (string?)sent["id"], ["type"] = (string?)sent["type"], ["occurred_at"] = (string?)sent["occurredAt"], ["body"] = sent["body"]!.ToJsonString(),
        };
        await connection.GetDatabase().ListLeftPushAsync("jwks:records", $"1 {stored.ToJsonString()}");

        var again = (await inbox.AboutAsync(stack.Issuer.Url, 2))[1];
        Assert.Equal(((string?)sent["id"], (long)sent["sequence"]!), ((string?)again["id"], (long)again["sequence"]!));
        await Stack.Until(async () => await connection.GetDatabase().ListLengthAsync("jwks:records") == 0);
    }

    private string Thumbprint() => stack.Issuer.Simulated.KeyId;

    /// <summary>The simulator's key ids are RFC 7638 thumbprints, so the service must come to the same value.</summary>
    private string Change(string[] added, string[] removed, string[] current)
    {
        static JsonArray Refs(string[] keys) => [.. keys.Select(k => (JsonNode)new JsonObject { ["key_id"] = k, ["thumbprint"] = k })];
        return new JsonObject
        {
            ["provider"] = "github", ["issuer"] = stack.Issuer.Url, ["added"] = Refs(added), ["removed"] = Refs(removed), ["current"] = Refs(current),
        }.ToJsonString();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.Emergency;

/// <summary>Each switch, set on one replica and felt on both.</summary>
public sealed class EmergencyTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Path = "/internal/emergency";

    private ExchangeStack stack = null!;
    private ExchangeService service = null!;
    private ExchangeService other = null!;
    private Registered publisher = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        publisher = stack.RegisterGitHub();
        service = await stack.StartAsync();
        other = await stack.StartAsync();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task Minting_stops_at_once_on_every_replica_and_goes_on_with_the_same_id_token()
    {
        var idToken = stack.IdToken();

        var set = await SetAsync(new { kind = "stop-minting" });

        foreach (var replica in new[] { service, other })
        {
            Refusal.Assert(await ExchangeStack.ExchangeAsync(replica, idToken), "not-enabled", "minting_stopped");
            await ExchangeStack.Until(async () => (await replica.Http.GetAsync("/_/oidc/audience")).StatusCode == HttpStatusCode.Forbidden);
        }

        Assert.Equal(0, await stack.CountAsync("used_id_tokens"));
        await ClearAsync((Guid)set["id"]!);
        await ExchangeStack.Until(async () => (await ExchangeStack.ExchangeAsync(other, idToken)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stop_leaves_tokens_good_and_lets_them_be_burned()
    {
        var token = await stack.MintAsync(service);
        await SetAsync(new { kind = "stop-minting" });

        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!);
        await ExchangeStack.BurnAsync(service, token);
        Assert.False((bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!);
    }

    [Fact]
    public async Task A_distrusted_issuer_is_refused_and_others_are_not()
    {
        await SetAsync(new { kind = "distrust-issuer", issuer = "https://gitlab.com" });
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(other, stack.IdToken())).Status);

        await SetAsync(new { kind = "distrust-issuer", issuer = stack.GitHub.Issuer });

        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, stack.IdToken()), "not-enabled", "issuer_distrusted");
        Refusal.Assert(await ExchangeStack.ExchangeAsync(other, stack.IdToken()), "not-enabled", "issuer_distrusted");
        Assert.Equal(HttpStatusCode.OK, (await other.Http.GetAsync("/_/oidc/audience")).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_distrusted_key_is_refused_and_the_issuers_next_key_is_not(bool isByThumbprint)
    {
        using var next = new TestIssuer(keyId: "key-2", rsa: System.Security.Cryptography.RSA.Create(2048));
        stack.Neighbours.Trust(next);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(other, stack.IdToken())).Status);

        await SetAsync(isByThumbprint
            ? new { kind = "distrust-key", issuer = stack.GitHub.Issuer, thumbprint = stack.GitHub.Key.Thumbprint }
            : new { kind = "distrust-key", issuer = stack.GitHub.Issuer, key_id = "key-1" });

        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, stack.IdToken()), "invalid-token", "key_distrusted");
        Refusal.Assert(await ExchangeStack.ExchangeAsync(other, stack.IdToken()), "invalid-token", "key_distrusted");
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.ExchangeAsync(other, next.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow)))).Status);
    }

    [Fact]
    public async Task A_key_that_is_distrusted_by_thumbprint_does_not_come_back_under_another_name()
    {
        using var renamed = new TestIssuer(keyId: "key-2");
        stack.Neighbours.Trust(renamed);
        await SetAsync(new { kind = "distrust-key", issuer = stack.GitHub.Issuer, thumbprint = stack.GitHub.Key.Thumbprint });

        Refusal.Assert(await ExchangeStack.ExchangeAsync(other, renamed.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow))), "invalid-token", "key_distrusted");
    }

    [Fact]
    public async Task All_tokens_of_a_publisher_die_and_those_of_others_and_later_ones_do_not()
    {
        stack.RegisterGitHub(repository: "other");
        string Other() => stack.IdToken(claims => claims
            .With("repository", "octo-org/other").With("job_workflow_ref", "octo-org/other/.github/workflows/release.yml@refs/tags/v1.2.0"));
        Answer theirs = null!;
        await ExchangeStack.Until(async () => (theirs = await ExchangeStack.ExchangeAsync(service, Other())).Status == HttpStatusCode.OK);
        var (one, two) = (await stack.MintAsync(service), await stack.MintAsync(other));
        await ExchangeStack.BurnAsync(service, two);

        var answer = await RevokeAsync(new { publisher_id = publisher.Id });

        Assert.Equal("""{"revoked":1}""", answer);
        Assert.False(await IsActiveAsync(one));
        Assert.True(await IsActiveAsync(theirs.Token!));
        Assert.True(await IsActiveAsync(await stack.MintAsync(service)));
        var expected = new JsonObject
        {
            ["publisher_id"] = publisher.Id,
            ["count"] = 1,
            ["projects"] = new JsonArray(new JsonObject { ["id"] = publisher.Projects[0].Id, ["name"] = "Sample.Project" }),
            ["by"] = "admin-token",
            ["personal"] = new JsonObject { ["reason"] = "because" },
        };
        Assert.Equal(expected.ToJsonString(), Assert.Single(await stack.OutboxAsync("TokensRevoked")).Body.ToJsonString());
    }

    [Fact]
    public async Task All_tokens_of_a_provider_die()
    {
        var tokens = new[] { await stack.MintAsync(service), await stack.MintAsync(other) };
        Assert.Equal("""{"revoked":0}""", await RevokeAsync(new { provider = "gitlab" }));
        Assert.True(await IsActiveAsync(tokens[0]));

        Assert.Equal("""{"revoked":2}""", await RevokeAsync(new { provider = "github" }));

        Assert.False(await IsActiveAsync(tokens[0]));
        Assert.False(await IsActiveAsync(tokens[1]));
        Assert.Equal([("gitlab", 0), ("github", 2)], (await stack.OutboxAsync("TokensRevoked")).Select(row => ((string?)row.Body["provider"], (int)row.Body["count"]!)));
    }

    [Fact]
    public async Task No_exchange_that_was_under_way_slips_past_a_switch_and_none_past_a_revocation()
    {
        using var over = new CancellationTokenSource();
        var minted = new System.Collections.Concurrent.ConcurrentBag<string>();
        var load = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                if ((await ExchangeStack.ExchangeAsync(i % 2 == 0 ? service : other, stack.IdToken())).Token is { } token)
                {
                    minted.Add(token);
                }
            }
        })).ToList();
        await ExchangeStack.Until(() => Task.FromResult(minted.Count > 20));

        await RevokeAsync(new { provider = "github" });
        await ExchangeStack.Until(async () => (await stack.OutboxAsync()).Count(row => row.Type == "TokenMinted") > 40);
        await SetAsync(new { kind = "distrust-issuer", issuer = stack.GitHub.Issuer });
        await Task.Delay(300);
        await over.CancelAsync();
        await Task.WhenAll(load);

        // Records are numbered in the order of the commits.
        var rows = await stack.OutboxAsync();
        var (revokedAt, setAt) = (rows.Single(row => row.Type == "TokensRevoked").Sequence, rows.Single(row => row.Type == "EmergencySwitchChanged").Sequence);
        var mints = rows.Where(row => row.Type == "TokenMinted").ToDictionary(row => (Guid)row.Body["token_id"]!, row => row.Sequence);
        Assert.All(mints.Values, sequence => Assert.True(sequence < setAt));
        Assert.Equal(mints.Values.Count(sequence => sequence < revokedAt), (int)rows.Single(row => row.Type == "TokensRevoked").Body["count"]!);
        foreach (var token in minted)
        {
            Assert.Equal(mints[ExchangeStack.IdOf(token)] > revokedAt, await IsActiveAsync(token));
        }
    }

    [Fact]
    public async Task A_switch_is_set_once_listed_and_on_record_with_who_and_why()
    {
        var set = await SetAsync(new { kind = "distrust-key", issuer = stack.GitHub.Issuer, key_id = "key-9" });
        var again = await service.Internal.PutAsJsonAsync(Path, Named(new { kind = "distrust-key", issuer = stack.GitHub.Issuer, key_id = "key-9" }));
        var listed = await other.Internal.GetStringAsync(Path);
        await ClearAsync((Guid)set["id"]!);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(set.ToJsonString(), JsonNode.Parse(await again.Content.ReadAsStringAsync())!.ToJsonString());
        Assert.Equal(["id", "kind", "issuer", "key_id", "thumbprint", "reason", "by", "since"], set.Select(member => member.Key));
        Assert.Equal($$"""{"switches":[{{set.ToJsonString()}}]}""", JsonNode.Parse(listed)!.ToJsonString());
        Assert.Equal("""{"switches":[]}""", await service.Internal.GetStringAsync(Path));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Internal.DeleteAsync($"{Path}/{set["id"]}?by=a&reason=b")).StatusCode);
        JsonObject Record(bool isInForce, string reason) => new()
        {
            ["switch_id"] = set["id"]!.DeepClone(),
            ["kind"] = "distrust-key",
            ["in_force"] = isInForce,
            ["issuer"] = stack.GitHub.Issuer,
            ["key_id"] = "key-9",
            ["by"] = "admin-token",
            ["personal"] = new JsonObject { ["reason"] = reason },
        };
        Assert.Equal(
            [Record(true, "because").ToJsonString(), Record(false, "over").ToJsonString()],
            (await stack.OutboxAsync("EmergencySwitchChanged")).Select(row => row.Body.ToJsonString()));
    }

    [Fact]
    public async Task Two_operators_who_set_the_same_switch_at_once_set_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            (i % 2 == 0 ? service : other).Internal.PutAsJsonAsync(Path, Named(new { kind = "stop-minting" }))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Single(await stack.OutboxAsync("EmergencySwitchChanged"));
    }

    [Theory]
    [InlineData("PUT", "", """{"kind":"stop-minting"}""")]
    [InlineData("PUT", "", """{"kind":"distrust-key","issuer":"https://x","reason":"r","by":"b"}""")]
    [InlineData("PUT", "", "[]")]
    [InlineData("PUT", "", "{")]
    [InlineData("POST", "/revocations", """{"reason":"r","by":"b"}""")]
    [InlineData("POST", "/revocations", """{"publisher_id":"x","reason":"r","by":"b"}""")]
    [InlineData("DELETE", "/0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c?by=a", null)]
    [InlineData("DELETE", "/0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c?by=&reason=x", null)]
    public async Task Refuses_what_was_not_agreed_and_changes_nothing(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Path + path);
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, (await service.Internal.SendAsync(request)).StatusCode);

        Assert.Equal(0, await stack.CountAsync("emergency_switches"));
        Assert.Empty(await stack.OutboxAsync());
    }

    [Fact]
    public async Task Is_hidden_on_the_public_port_and_closed_without_a_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Http.BaseAddress!, Path));
        request.Headers.Authorization = service.Internal.DefaultRequestHeaders.Authorization;
        using var anonymous = new HttpClient { BaseAddress = service.Internal.BaseAddress };

        Assert.Equal(HttpStatusCode.NotFound, (await service.Http.SendAsync(request)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.PutAsJsonAsync(Path, Named(new { kind = "stop-minting" }))).StatusCode);
        Assert.Equal(0, await stack.CountAsync("emergency_switches"));
    }

    private async Task<JsonObject> SetAsync(object request)
    {
        var answer = await service.Internal.PutAsJsonAsync(Path, Named(request));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task ClearAsync(Guid id) =>
        Assert.Equal(HttpStatusCode.OK, (await service.Internal.DeleteAsync($"{Path}/{id}?by=admin-token&reason=over")).StatusCode);

    private async Task<string> RevokeAsync(object request)
    {
        var answer = await service.Internal.PostAsJsonAsync($"{Path}/revocations", Named(request));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static JsonObject Named(object request)
    {
        var named = System.Text.Json.JsonSerializer.SerializeToNode(request)!.AsObject();
        named["reason"] = "because";
        named["by"] = "admin-token";
        return named;
    }

    private async Task<bool> IsActiveAsync(string token) => (bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!;
}

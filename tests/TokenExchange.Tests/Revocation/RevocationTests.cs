using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.Revocation;

/// <summary>What revoking a good token does. Every test looks at its own token's rows only.</summary>
public sealed class RevocationTests(SharedExchange shared) : IClassFixture<SharedExchange>
{
    private readonly ExchangeStack stack = shared.Stack;
    private readonly ExchangeService service = shared.Service;

    [Fact]
    public async Task A_burned_token_is_inactive_at_once_and_its_end_is_on_record()
    {
        var token = await stack.MintAsync(service);
        var minted = Assert.Single(await stack.OutboxAsync("TokenMinted"), row => (Guid)row.Body["token_id"]! == ExchangeStack.IdOf(token)).Body;

        var answer = await ExchangeStack.BurnAsync(service, token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        await AssertInactiveAsync(token);
        var expected = new JsonObject
        {
            ["token_id"] = minted["token_id"]!.DeepClone(),
            ["target"] = "main",
            ["provider"] = "github",
            ["issuer"] = stack.GitHub.Issuer,
            ["publisher_id"] = minted["publisher_id"]!.DeepClone(),
            ["projects"] = minted["projects"]!.DeepClone(),
            ["issued_at"] = minted["issued_at"]!.DeepClone(),
            ["expires_at"] = minted["expires_at"]!.DeepClone(),
            ["cause"] = "burned",
            ["by"] = "holder",
            ["personal"] = new JsonObject(),
        };
        Assert.Equal(expected.ToJsonString(), (await RecordAsync(token)).Body.ToJsonString());
        Assert.NotNull((await RecordAsync(token)).TraceParent);
    }

    [Fact]
    public async Task The_registry_revokes_a_token_and_its_record_names_the_client()
    {
        var token = await stack.MintAsync(service);

        var answer = await ExchangeStack.RevokeAsync(service, $" {token}\n");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        await AssertInactiveAsync(token);
        var record = (await RecordAsync(token)).Body;
        Assert.Equal(("revoked", "client:registry-1"), ((string?)record["cause"], (string?)record["by"]));
    }

    [Fact]
    public async Task Revoking_again_changes_nothing_whoever_does_it()
    {
        var token = await stack.MintAsync(service);
        await ExchangeStack.BurnAsync(service, token);
        var first = (await RecordAsync(token)).Body.ToJsonString();

        Assert.Equal(HttpStatusCode.Accepted, (await ExchangeStack.BurnAsync(service, token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.RevokeAsync(service, token)).StatusCode);

        Assert.Equal(first, (await RecordAsync(token)).Body.ToJsonString());
    }

    [Theory]
    [InlineData("[1,[\"sample-project\"]]")]
    [InlineData("[1,[\"other\"]]")]
    [InlineData("[0,1,0]")]
    [InlineData("[7,\"nobody knows this\"]")]
    [InlineData("anything")]
    [InlineData("")]
    public async Task Burning_a_narrowed_copy_burns_the_token_it_was_made_from(string caveat)
    {
        var token = await stack.MintAsync(service);

        await ExchangeStack.BurnAsync(service, ExchangeStack.Narrow(token, caveat));

        await AssertInactiveAsync(token);
        await RecordAsync(token);
    }

    [Fact]
    public async Task A_narrowed_copy_works_and_dies_with_the_token_it_was_made_from()
    {
        var token = await stack.MintAsync(service);
        var copy = ExchangeStack.Narrow(token, "[1,[\"sample-project\"]]");
        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, copy)).Body["active"]!);

        await ExchangeStack.RevokeAsync(service, token);

        await AssertInactiveAsync(copy);
    }

    [Fact]
    public async Task Other_tokens_of_the_same_publisher_stay_good()
    {
        var (burned, other) = (await stack.MintAsync(service), await stack.MintAsync(service));

        await ExchangeStack.BurnAsync(service, burned);

        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, other)).Body["active"]!);
    }

    [Fact]
    public async Task An_expired_token_is_left_alone()
    {
        var token = await stack.MintAsync(service);
        await stack.ExecuteAsync($"UPDATE minted_tokens SET expires_at = now() - interval '1 second' WHERE token_id = '{ExchangeStack.IdOf(token)}'");

        Assert.Equal(HttpStatusCode.Accepted, (await ExchangeStack.BurnAsync(service, token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.RevokeAsync(service, token)).StatusCode);

        Assert.Empty(await RecordsAsync(token));
    }

    [Fact]
    public async Task Neither_the_log_nor_the_record_holds_the_token()
    {
        var token = await stack.MintAsync(service);

        await ExchangeStack.BurnAsync(service, token);

        var written = service.Log.All + (await RecordAsync(token)).Body.ToJsonString();
        Assert.DoesNotContain(token["tpa-".Length..], written, StringComparison.Ordinal);
        Assert.Single(service.Log.Of("TokenRevoker"), line => line.Contains(ExchangeStack.IdOf(token).ToString(), StringComparison.Ordinal));
    }

    private async Task<OutboxRow> RecordAsync(string token) => Assert.Single(await RecordsAsync(token));

    private async Task<IReadOnlyList<OutboxRow>> RecordsAsync(string token) =>
        [.. (await stack.OutboxAsync("TokenRevoked")).Where(row => (Guid)row.Body["token_id"]! == ExchangeStack.IdOf(token))];

    private async Task AssertInactiveAsync(string token) =>
        Assert.Equal("""{"active":false}""", (await ExchangeStack.IntrospectAsync(service, token)).Body.ToJsonString());
}

/// <summary>Two replicas, and a database that does not work.</summary>
public sealed class RevocationTroubleTests(PostgresServer postgres) : IAsyncLifetime
{
    private ExchangeStack stack = null!;
    private ExchangeService service = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        stack.RegisterGitHub();
        service = await stack.StartAsync();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task Of_64_parallel_revocations_on_two_replicas_one_is_on_record()
    {
        var other = await stack.StartAsync();
        var token = await stack.MintAsync(service);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => (i % 4) switch
        {
            0 => ExchangeStack.BurnAsync(service, token),
            1 => ExchangeStack.BurnAsync(other, token),
            2 => ExchangeStack.RevokeAsync(service, token),
            _ => ExchangeStack.RevokeAsync(other, token),
        }));

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Accepted]));
        Assert.Single(await stack.OutboxAsync("TokenRevoked"));
        Assert.Equal([1L, 2L], (await stack.OutboxAsync()).Select(row => row.Sequence));
    }

    [Fact]
    public async Task Says_503_and_not_done_while_the_ledger_does_not_work()
    {
        var token = await stack.MintAsync(service);
        await stack.ExecuteAsync("ALTER TABLE minted_tokens RENAME TO elsewhere");

        var burned = await ExchangeStack.ReadAsync(await ExchangeStack.BurnAsync(service, token));
        var revoked = await ExchangeStack.ReadAsync(await ExchangeStack.RevokeAsync(service, token));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily-unavailable"), (burned.Status, burned.Code));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (revoked.Status, (string?)revoked.Body["error"]));
        Assert.All([burned, revoked], answer => Assert.NotNull(answer.Response.Headers.RetryAfter));

        await stack.ExecuteAsync("ALTER TABLE elsewhere RENAME TO minted_tokens");
        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!);
    }
}

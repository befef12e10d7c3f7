using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

public sealed class IntrospectionTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Inactive = """{"active":false}""";

    private ExchangeStack stack = null!;
    private ExchangeService service = null!;
    private Registered publisher = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await ExchangeStack.CreateAsync(postgres);
        publisher = stack.RegisterGitHub();
        service = await stack.StartAsync();
    }

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();

    [Fact]
    public async Task A_minted_token_is_active_for_its_projects()
    {
        var minted = await ExchangeStack.ExchangeAsync(service, stack.IdToken());
        var expires = (long)minted.Body["expires"]!;

        var answer = await ExchangeStack.IntrospectAsync(service, minted.Token!);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var jti = Assert.Single(await stack.OutboxAsync("TokenMinted")).Body["token_id"]!.DeepClone();
        var expected = new JsonObject
        {
            ["active"] = true,
            ["scope"] = "upload",
            ["token_type"] = "Bearer",
            ["exp"] = expires,
            ["iat"] = expires - 900,
            ["nbf"] = expires - 900,
            ["sub"] = $"trusted-publisher:{publisher.Id}",
            ["aud"] = "main",
            ["iss"] = "https://exchange.example.org",
            ["jti"] = jti,
            ["publisher_id"] = publisher.Id,
            ["projects"] = new JsonArray(new JsonObject { ["id"] = publisher.Projects[0].Id, ["name"] = "Sample.Project" }),
        };
        Assert.Equal(expected.ToJsonString(), answer.Body.ToJsonString());
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_narrowed_token_says_what_is_left_of_it()
    {
        var token = await MintAsync();
        var soon = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60;

        var narrowed = await ExchangeStack.IntrospectAsync(service, ExchangeStack.Narrow(token, $"[0,{soon},0]", "[1,[\"sample-project\"]]"));

        Assert.Equal(soon, (long)narrowed.Body["exp"]!);
        Assert.Single((JsonArray)narrowed.Body["projects"]!);
    }

    [Fact]
    public async Task A_forged_token_without_a_ledger_row_is_inactive_although_the_ring_leaked()
    {
        var token = MacaroonFormat.Read(Base64Url.DecodeFromChars((await MintAsync()).AsSpan("tpa-".Length)))!;
        var tokenId = Guid.NewGuid();
        var key = KeyRingFile.Read(stack.RingPath).Keys[0];
        var root = KeyRing.RootKey(key, "test-installation", "main", tokenId);
        var forged = token.Caveats.Aggregate(
            Macaroon.Create(root, token.Location, new TokenIdentifier(key.Id, tokenId).ToBytes()), (macaroon, caveat) => macaroon.With(caveat));

        await AssertInactiveAsync("tpa-" + Base64Url.EncodeToString(MacaroonFormat.Write(forged)));
    }

    [Fact]
    public async Task A_token_of_a_removed_publisher_is_inactive_within_the_bound()
    {
        var token = await MintAsync();
        stack.Neighbours.Remove(publisher.Id);

        await ExchangeStack.Until(async () => !(bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!, seconds: 5);
        await AssertInactiveAsync(token);
    }

    [Fact]
    public async Task A_project_that_leaves_its_publisher_leaves_the_token_and_the_last_one_ends_it()
    {
        var two = stack.Neighbours.Register(
            "github", stack.GitHub.Issuer, new { repository_owner = "octo-org", repository_name = "pair", workflow_filename = "release.yml" }, "One", "Two");
        Answer minted = null!;
        await ExchangeStack.Until(async () => (minted = await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims
            .With("repository", "octo-org/pair")
            .With("job_workflow_ref", "octo-org/pair/.github/workflows/release.yml@refs/tags/v1.2.0")))).Status == HttpStatusCode.OK);
        Assert.Equal(["One", "Two"], await ProjectsAsync(minted.Token!));

        stack.Neighbours.Keep(two.Id, two.Projects[1]);
        await ExchangeStack.Until(async () => (await ProjectsAsync(minted.Token!)) is ["Two"], seconds: 5);

        // A project that comes later was never the token's.
        stack.Neighbours.Keep(two.Id, (Guid.NewGuid(), "Three"));
        await ExchangeStack.Until(async () => (await ProjectsAsync(minted.Token!)) is [], seconds: 5);
        await AssertInactiveAsync(minted.Token!);
    }

    [Fact]
    public async Task A_token_whose_row_is_gone_or_expired_is_inactive()
    {
        var token = await MintAsync();
        await ExecuteAsync("UPDATE minted_tokens SET expires_at = now() - interval '1 second'");
        await AssertInactiveAsync(token);

        await ExecuteAsync("DELETE FROM minted_tokens");
        await AssertInactiveAsync(token);
    }

    [Fact]
    public async Task Says_503_and_not_inactive_while_the_directory_is_too_old()
    {
        var impatient = await stack.StartAsync(("Publishers:MaxAge", "00:00:01"), ("Publishers:Patience", "00:00:00.2"));
        var token = await MintAsync();
        stack.Neighbours.IsFeedDown = true;

        await ExchangeStack.Until(async () => (await ExchangeStack.IntrospectAsync(impatient, token)).Status == HttpStatusCode.ServiceUnavailable);

        var answer = await ExchangeStack.IntrospectAsync(impatient, token);
        Assert.Equal("temporarily_unavailable", (string?)answer.Body["error"]);
        Assert.NotNull(answer.Response.Headers.RetryAfter);
    }

    private async Task<IReadOnlyList<string?>> ProjectsAsync(string token) =>
        [.. (await ExchangeStack.IntrospectAsync(service, token)).Body["projects"]?.AsArray().Select(project => (string?)project!["name"]) ?? []];

    private async Task<string> MintAsync() => (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Token!;

    private async Task AssertInactiveAsync(string token)
    {
        var answer = await ExchangeStack.IntrospectAsync(service, token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Inactive, answer.Body.ToJsonString());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = stack.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TrustedPublishing.TokenExchange.Tests.Service;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Revocation;

/// <summary>Nothing here may write a row or a record.</summary>
public sealed class RevocationRefusalTests(SharedExchange shared) : IClassFixture<SharedExchange>, IAsyncLifetime
{
    private readonly ExchangeStack stack = shared.Stack;
    private readonly ExchangeService service = shared.Service;

    public static TheoryData<string> NoTokens() =>
    [
        "x",
        " ",
        "tpa-",
        "tpa-A",
        "tpa-AgEI",
        "tpa-====",
        "TPA-AgEI",
        "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMAACKlszLCIwMDAwMDAwMC0wMDAwIl0AAAYgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln",
        "0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c",
        "' OR 1=1 --",
        "\u0130\uFFFD🔥",
        new string('A', 100_000),
        "tpa-" + new string('A', 100_000),
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(await stack.OutboxAsync("TokenRevoked"));
        await using var command = stack.Database.CreateCommand("SELECT count(*) FROM minted_tokens WHERE revoked_at IS NOT NULL");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Theory]
    [MemberData(nameof(NoTokens))]
    public async Task What_is_no_token_is_answered_like_a_token(string text)
    {
        Assert.Equal(HttpStatusCode.Accepted, (await ExchangeStack.BurnAsync(service, text)).StatusCode);
        if (text.Trim().Length > 0)
        {
            Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.RevokeAsync(service, text)).StatusCode);
        }
    }

    [Fact]
    public async Task A_changed_token_revokes_nothing()
    {
        var token = await stack.MintAsync(service);
        var macaroon = ExchangeStack.Read(token);
        string[] changed =
        [
            token[..^1],
            token[..^43],
            token + "A",
            token[1..],
            "pypi-" + token["tpa-".Length..],
            token.Replace("tpa-", "tpa_", StringComparison.Ordinal),
            Encode(Macaroon.Unproven(macaroon.Location, macaroon.Identifier, macaroon.Caveats, new byte[32])),
            // The caveats of a good token do not belong to another id.
            Encode(Macaroon.Unproven(macaroon.Location, new TokenIdentifier(KeyId(macaroon), Guid.NewGuid()).ToBytes(), macaroon.Caveats, macaroon.Signature)),
            Encode(Macaroon.Unproven(macaroon.Location, macaroon.Identifier, [.. macaroon.Caveats.Skip(1)], macaroon.Signature)),
            Encode(Macaroon.Unproven(macaroon.Location, macaroon.Identifier, [.. macaroon.Caveats, "[1,[]]"u8.ToArray()], macaroon.Signature)),
            Convert.ToHexString(MacaroonFormat.Write(macaroon)),
        ];

        foreach (var text in changed)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await ExchangeStack.BurnAsync(service, text)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.RevokeAsync(service, text)).StatusCode);
        }

        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!);
    }

    [Fact]
    public async Task Who_has_the_ring_but_no_token_revokes_nothing_that_is_not_in_the_ledger()
    {
        await stack.MintAsync(service);
        var key = KeyRingFile.Read(stack.RingPath).Keys[0];
        var tokenId = Guid.NewGuid();
        var forged = Encode(Macaroon.Create(
            KeyRing.RootKey(key, "test-installation", "main", tokenId), "exchange.example.org", new TokenIdentifier(key.Id, tokenId).ToBytes()));

        Assert.Equal(HttpStatusCode.Accepted, (await ExchangeStack.BurnAsync(service, forged)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeStack.RevokeAsync(service, forged)).StatusCode);
    }

    [Fact]
    public async Task A_token_of_another_registry_of_the_same_ring_is_nothing_here()
    {
        var token = await stack.MintAsync(service);
        var key = KeyRingFile.Read(stack.RingPath).Keys[0];
        var theirs = Encode(Macaroon.Create(
            KeyRing.RootKey(key, "test-installation", "other", ExchangeStack.IdOf(token)), "", ExchangeStack.Read(token).Identifier));

        await ExchangeStack.BurnAsync(service, theirs);
        await ExchangeStack.RevokeAsync(service, theirs);

        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("token=tpa-x")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"token\":null}")]
    [InlineData("{\"token\":7}")]
    [InlineData("{\"token\":[\"tpa-x\"]}")]
    [InlineData("{\"token\":{\"token\":\"tpa-x\"}}")]
    [InlineData("{\"Token\":\"tpa-x\"}")]
    [InlineData("{\"token\":\"a\",\"token\":\"b\"}")]
    [InlineData("{\"token\":\"\\ud800\"}")]
    [InlineData("{\"token\":\"a\\u0000\"}")]
    [InlineData("{\"token\":\"a\"} {}")]
    [InlineData("{\"token\":\"a\",}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}")]
    public async Task Burning_wants_a_JSON_object_with_one_token(string body) => await AssertInvalidPayloadAsync(new StringContent(body));

    [Fact]
    public async Task Burning_takes_no_more_than_128_KiB()
    {
        await AssertInvalidPayloadAsync(new StringContent($$"""{"token":"{{new string('A', 128 * 1024)}}"}"""));
        await AssertInvalidPayloadAsync(new ByteArrayContent([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}']));
    }

    [Theory]
    [InlineData("GET", "/_/oidc/burn-token")]
    [InlineData("DELETE", "/_/oidc/burn-token")]
    [InlineData("PUT", "/oauth/revoke")]
    [InlineData("GET", "/oauth/revoke")]
    public async Task Takes_no_other_method(string method, string path)
    {
        var answer = await service.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(ExchangeStack.ClientId, null)]
    [InlineData(ExchangeStack.ClientId, "")]
    [InlineData(ExchangeStack.ClientId, "wrong")]
    [InlineData("registry-2", ExchangeStack.ClientSecret)]
    [InlineData("REGISTRY-1", ExchangeStack.ClientSecret)]
    public async Task Revoking_wants_a_client_that_is_known(string? id, string? secret)
    {
        var token = await stack.MintAsync(service);
        var answer = await PostAsync([.. Fields(("token", token), ("client_id", id), ("client_secret", secret))]);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (answer.Status, (string?)answer.Body["error"]));
        Assert.Equal("Basic", Assert.Single(answer.Response.Headers.WwwAuthenticate).Scheme);
        Assert.True((bool)(await ExchangeStack.IntrospectAsync(service, token)).Body["active"]!);
    }

    [Fact]
    public async Task Revoking_with_the_token_as_the_credential_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/revoke");
        var token = await stack.MintAsync(service);
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Revoking_wants_one_token_in_a_form()
    {
        var (id, secret) = (("client_id", ExchangeStack.ClientId), ("client_secret", ExchangeStack.ClientSecret));
        AssertInvalidRequest(await PostAsync([.. Fields(id, secret)]));
        AssertInvalidRequest(await PostAsync([.. Fields(id, secret, ("token", ""))]));
        AssertInvalidRequest(await PostAsync([.. Fields(id, secret, ("token", "x"), ("token", "y"))]));
        AssertInvalidRequest(await PostAsync([.. Fields(id, secret, secret, ("token", "x"))]));
        AssertInvalidRequest(await PostAsync([.. Fields(id, secret, ("token", new string('x', 128 * 1024)))]));
        AssertInvalidRequest(await PostAsync([.. Fields(id, secret, ("token", "x")), .. Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"f{i}", "x"))]));
        AssertInvalidRequest(await ExchangeStack.ReadAsync(
            await service.Http.PostAsync("/oauth/revoke", new StringContent("""{"token":"x"}""", Encoding.UTF8, "application/json"))));
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("nonsense")]
    public async Task A_hint_about_the_type_is_ignored(string hint)
    {
        var answer = await service.Http.PostAsync("/oauth/revoke", new FormUrlEncodedContent(
            Fields(("client_id", ExchangeStack.ClientId), ("client_secret", ExchangeStack.ClientSecret), ("token", "x"), ("token_type_hint", hint))));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task AssertInvalidPayloadAsync(HttpContent content)
    {
        var answer = await ExchangeStack.ReadAsync(await service.Http.PostAsync("/_/oidc/burn-token", content));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid-payload"), (answer.Status, answer.Code));
        Assert.Equal(["message", "errors"], answer.Body.Select(member => member.Key));
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }

    private static void AssertInvalidRequest(Answer answer)
    {
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, (string?)answer.Body["error"]));
        Assert.Equal(["error", "error_description"], answer.Body.Select(member => member.Key));
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
    }

    private async Task<Answer> PostAsync(IEnumerable<KeyValuePair<string, string>> fields) =>
        await ExchangeStack.ReadAsync(await service.Http.PostAsync("/oauth/revoke", new FormUrlEncodedContent(fields)));

    private static IEnumerable<KeyValuePair<string, string>> Fields(params (string Name, string? Value)[] fields) =>
        fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!));

    private static string Encode(Macaroon macaroon) => "tpa-" + Base64Url.EncodeToString(MacaroonFormat.Write(macaroon));

    private static string KeyId(Macaroon macaroon) => TokenIdentifier.Parse(macaroon.Identifier)!.KeyId;
}

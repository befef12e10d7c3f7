using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>Nothing here changes what is registered, so the tests share one service.</summary>
public sealed class IntrospectionRefusalTests(SharedExchange shared) : IClassFixture<SharedExchange>
{
    private const string Inactive = """{"active":false}""";

    private readonly ExchangeStack stack = shared.Stack;
    private readonly ExchangeService service = shared.Service;

    [Theory]
    [InlineData("[1,[\"other\"]]")]
    [InlineData("[1,[\"Sample.Project\"]]")]
    [InlineData("[2,[]]")]
    [InlineData("[2,[\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\"]]")]
    [InlineData("[3,\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\"]")]
    [InlineData("[4,\"0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c\",null]")]
    [InlineData("[0,1,0]")]
    [InlineData("[7]")]
    public async Task A_token_narrowed_to_nothing_is_inactive(string caveat) =>
        await AssertInactiveAsync(ExchangeStack.Narrow(await MintAsync(), caveat));

    [Theory]
    [InlineData("x")]
    [InlineData("tpa-")]
    [InlineData("tpa-AgEI")]
    [InlineData("pypi-AgEIcHlwaS5vcmc")]
    public async Task What_is_no_token_is_inactive(string token) => await AssertInactiveAsync(token);

    [Fact]
    public async Task A_changed_token_is_inactive()
    {
        var token = await MintAsync();
        var changed = token[..^2] + (token[^2] == 'A' ? 'B' : 'A') + token[^1];

        await AssertInactiveAsync(changed);
    }

    [Fact]
    public async Task Takes_HTTP_Basic_with_form_encoded_parts()
    {
        var request = Request(("token", await MintAsync()));
        request.Headers.Authorization = Basic(Uri.EscapeDataString(ExchangeStack.ClientId), Uri.EscapeDataString(ExchangeStack.ClientSecret));

        var answer = await ExchangeStack.ReadAsync(await service.Http.SendAsync(request));

        Assert.True((bool)answer.Body["active"]!);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(ExchangeStack.ClientId, null)]
    [InlineData(ExchangeStack.ClientId, "")]
    [InlineData(ExchangeStack.ClientId, "wrong")]
    [InlineData("registry-2", ExchangeStack.ClientSecret)]
    [InlineData("", ExchangeStack.ClientSecret)]
    [InlineData("REGISTRY-1", ExchangeStack.ClientSecret)]
    public async Task Refuses_a_client_that_is_not_known(string? id, string? secret)
    {
        var fields = new List<(string, string)> { ("token", await MintAsync()) };
        if (id is not null)
        {
            fields.Add(("client_id", id));
        }

        if (secret is not null)
        {
            fields.Add(("client_secret", secret));
        }

        await AssertUnauthorizedAsync(Request([.. fields]));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic cmVnaXN0cnktMQ==")]
    [InlineData("Basic cmVnaXN0cnktMTp3cm9uZw==")]
    [InlineData("Bearer correct")]
    public async Task Refuses_a_header_that_is_no_known_credential(string header)
    {
        var request = Request(("token", await MintAsync()));
        request.Headers.TryAddWithoutValidation("Authorization", header);

        await AssertUnauthorizedAsync(request);
    }

    [Fact]
    public async Task Refuses_two_ways_to_authenticate_no_token_two_tokens_and_other_content_types()
    {
        var two = Request(("token", "x"), ("client_id", ExchangeStack.ClientId), ("client_secret", ExchangeStack.ClientSecret));
        two.Headers.Authorization = Basic(ExchangeStack.ClientId, "x");
        await AssertInvalidRequestAsync(two);
        await AssertInvalidRequestAsync(Request(("client_id", ExchangeStack.ClientId), ("client_secret", ExchangeStack.ClientSecret)));
        await AssertInvalidRequestAsync(
            Request(("token", "x"), ("token", "y"), ("client_id", ExchangeStack.ClientId), ("client_secret", ExchangeStack.ClientSecret)));
        var json = Request();
        json.Content = new StringContent("""{"token":"x"}""", Encoding.UTF8, "application/json");
        await AssertInvalidRequestAsync(json);
    }

    [Fact]
    public async Task Answers_a_wrong_method_in_OAuths_words()
    {
        var answer = await ExchangeStack.ReadAsync(await service.Http.GetAsync("/oauth/introspect"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("invalid_request", (string?)answer.Body["error"]);
    }

    private async Task<string> MintAsync() => (await ExchangeStack.ExchangeAsync(service, stack.IdToken())).Token!;

    private async Task AssertInactiveAsync(string token)
    {
        var answer = await ExchangeStack.IntrospectAsync(service, token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Inactive, answer.Body.ToJsonString());
    }

    private async Task AssertUnauthorizedAsync(HttpRequestMessage request)
    {
        var answer = await ExchangeStack.ReadAsync(await service.Http.SendAsync(request));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("invalid_client", (string?)answer.Body["error"]);
        Assert.Equal("Basic", Assert.Single(answer.Response.Headers.WwwAuthenticate).Scheme);
        Assert.Equal(["error", "error_description"], answer.Body.Select(member => member.Key));
    }

    private async Task AssertInvalidRequestAsync(HttpRequestMessage request)
    {
        var answer = await ExchangeStack.ReadAsync(await service.Http.SendAsync(request));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_request", (string?)answer.Body["error"]);
    }

    private static HttpRequestMessage Request(params (string Name, string Value)[] fields) => new(HttpMethod.Post, "/oauth/introspect")
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    };

    private static AuthenticationHeaderValue Basic(string id, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
}

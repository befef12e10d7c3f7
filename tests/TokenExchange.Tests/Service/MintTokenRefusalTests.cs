using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Service;

/// <summary>Refusals leave nothing behind, so they share one service.</summary>
public sealed class MintTokenRefusalTests(SharedExchange shared) : IClassFixture<SharedExchange>
{
    private readonly ExchangeStack stack = shared.Stack;
    private readonly ExchangeService service = shared.Service;

    public static TheoryData<string, string, string, string> Refusals() => new()
    {
        { "aud", "pypi", "invalid-token", "audience_mismatch" },
        { "exp", "1", "invalid-token", "lifetime_too_long" },
        { "iat", "4000000000", "invalid-token", "lifetime_too_long" },
        { "iss", "https://issuer.example", "invalid-payload", "unknown_issuer" },
        { "iss", "https://gitlab.com", "invalid-token", "unknown_key" },
        { "job_workflow_ref", "octo-org/sampleproject/.github/workflows/other.yml@refs/tags/v1.2.0", "invalid-publisher", "workflow_mismatch" },
        { "repository", "octo-org/secret", "invalid-publisher", "no_publisher" },
        { "event_name", "pull_request_target", "invalid-publisher", "event_refused" },
        { "jti", "", "invalid-publisher", "claim_missing" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refuses_an_id_token_with(string claim, string value, string code, string reason)
    {
        JsonNode json = long.TryParse(value, out var number) ? number : value;

        var answer = await ExchangeStack.ExchangeAsync(service, stack.IdToken(claims => claims.With(claim, json)));

        Refusal.Assert(answer, code, reason);
    }

    [Fact]
    public async Task Refuses_an_expired_id_token_and_one_that_somebody_else_signed()
    {
        using var impostor = TestIssuer.Impostor();
        var expired = SampleClaims.GitHub(DateTimeOffset.UtcNow.AddMinutes(-10));

        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, stack.GitHub.Sign(expired)), "invalid-token", "expired");
        Refusal.Assert(await ExchangeStack.ExchangeAsync(service, impostor.Sign(SampleClaims.GitHub(DateTimeOffset.UtcNow))), "invalid-token", "bad_signature");
    }

    [Theory]
    [InlineData("", "malformed_request")]
    [InlineData("x", "malformed_request")]
    [InlineData("null", "malformed_request")]
    [InlineData("[]", "malformed_request")]
    [InlineData("\"token\"", "malformed_request")]
    [InlineData("{}", "malformed_request")]
    [InlineData("""{"token":""", "malformed_request")]
    [InlineData("""{"token":null}""", "malformed_request")]
    [InlineData("""{"token":7}""", "malformed_request")]
    [InlineData("""{"token":["a.b.c"]}""", "malformed_request")]
    [InlineData("""{"token":"a.b.c","token":"d.e.f"}""", "malformed_request")]
    [InlineData("""{"Token":"a.b.c"}""", "malformed_request")]
    [InlineData("token=a.b.c", "malformed_request")]
    [InlineData("\uFEFF{\"token\":\"a.b.c\"}", "malformed_request")]
    [InlineData("""{"token":""}""", "malformed_id_token")]
    [InlineData("""{"token":"a.b.c"}""", "malformed_id_token")]
    [InlineData("""{"token":"eyJhbGciOiJub25lIiwia2lkIjoiayJ9.eyJpc3MiOiJodHRwczovL2EifQ.QQ"}""", "unsupported_algorithm")]
    public async Task Refuses_a_body_that_is_no_envelope(string body, string reason)
    {
        var answer = await ExchangeStack.ReadAsync(await service.Http.PostAsync("/_/oidc/mint-token", new ByteArrayContent(Encoding.UTF8.GetBytes(body))));

        Refusal.Assert(answer, reason == "unsupported_algorithm" ? "invalid-token" : "invalid-payload", reason);
    }

    [Fact]
    public async Task Refuses_invalid_UTF8_and_bodies_that_are_too_large()
    {
        byte[] invalid = [.. "{\"token\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        var longToken = $$"""{"token":"{{new string('a', 17_000)}}"}""";
        var large = new string(' ', 70_000) + """{"token":"a.b.c"}""";

        Refusal.Assert(await PostAsync(new ByteArrayContent(invalid)), "invalid-payload", "malformed_request");
        Refusal.Assert(await PostAsync(new StringContent(longToken)), "invalid-payload", "request_too_large");
        Refusal.Assert(await PostAsync(new StringContent(large)), "invalid-payload", "request_too_large");
    }

    [Theory]
    [InlineData("GET", "/_/oidc/mint-token", "POST")]
    [InlineData("PUT", "/_/oidc/mint-token", "POST")]
    [InlineData("DELETE", "/_/oidc/github/mint-token", "POST")]
    [InlineData("POST", "/_/oidc/audience", "GET")]
    public async Task Answers_a_wrong_method_in_the_dialect(string method, string path, string allowed)
    {
        var response = await service.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var answer = await ExchangeStack.ReadAsync(response);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal([allowed], response.Content.Headers.Allow);
        Assert.Equal("Token request failed", (string?)answer.Body["message"]);
        Assert.Equal("invalid-payload", answer.Code);
    }

    private async Task<Answer> PostAsync(HttpContent content) =>
        await ExchangeStack.ReadAsync(await service.Http.PostAsync("/_/oidc/mint-token", content));
}

using System.Net;
using System.Text.Json.Nodes;

namespace TrustedPublishing.TokenExchange.Tests.Service;

public sealed class DocumentTests(SharedExchange shared) : IClassFixture<SharedExchange>
{
    [Fact]
    public async Task The_OpenAPI_document_describes_every_endpoint_and_answer()
    {
        var document = JsonNode.Parse(await shared.Service.Http.GetStringAsync("/openapi/v1.json"))!;

        var answers = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method =>
            $"{method.Key} {path.Key}: {string.Join(' ', method.Value!["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal))}"));
        Assert.Equal(
            [
                "get /_/oidc/audience: 200 403",
                "post /_/oidc/burn-token: 202 422 503",
                "post /_/oidc/github/mint-token: 200 422 503",
                "post /_/oidc/mint-token: 200 422 503",
                "post /_/secrets/disclose-token: 200 400 413 429 503",
                "post /oauth/introspect: 200 400 401 503",
                "post /oauth/revoke: 200 400 401 503",
            ],
            answers.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["token"],
            document["paths"]!["/_/oidc/mint-token"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("integer", (string?)document["components"]!["schemas"]!["MintTokenAnswer"]!["properties"]!["expires"]!["type"]);
    }

    [Theory]
    [InlineData("/internal/publishers/changes")]
    [InlineData("/internal/keys")]
    [InlineData("/")]
    public async Task Nothing_else_answers(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await shared.Service.Http.GetAsync(path)).StatusCode);
}

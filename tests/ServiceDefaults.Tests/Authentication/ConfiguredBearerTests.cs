using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TrustedPublishing.ServiceDefaults.Authentication;

namespace TrustedPublishing.ServiceDefaults.Tests.Authentication;

public sealed class ConfiguredBearerTests
{
    private const string Token = "a-token-of-enough-characters";

    [Fact]
    public async Task Lets_the_configured_token_in()
    {
        using var response = await GetAsync($"Bearer {Token}");

        Assert.Equal("admin-token", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null, "Bearer", "missing_token")]
    [InlineData("Basic YTpi", "Bearer error=\"invalid_token\"", "invalid_token")]
    [InlineData("Bearer", "Bearer error=\"invalid_token\"", "invalid_token")]
    [InlineData("Bearer a-token-of-enough-character", "Bearer error=\"invalid_token\"", "invalid_token")]
    [InlineData("Bearer A-TOKEN-OF-ENOUGH-CHARACTERS", "Bearer error=\"invalid_token\"", "invalid_token")]
    public async Task Refuses_everything_else(string? authorization, string challenge, string code)
    {
        using var response = await GetAsync(authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("too-short")]
    public async Task Does_not_start_without_a_token_worth_the_name(string? token)
    {
        await using var app = Build(token);

        await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());
    }

    private static WebApplication Build(string? token)
    {
        var builder = TestService.Builder("svc", ("Admin:Token", token));
        builder.Services.AddAuthentication("admin").AddConfiguredBearer("admin", "Admin:Token");
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.MapGet("/who", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization();
        return app;
    }

    private static async Task<HttpResponseMessage> GetAsync(string? authorization)
    {
        await using var app = Build(Token);
        await app.StartAsync();
        using var client = new HttpClient();
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        var response = await client.GetAsync(new Uri(app.Addresses()[0], "/who"));
        await response.Content.LoadIntoBufferAsync();
        return response;
    }
}

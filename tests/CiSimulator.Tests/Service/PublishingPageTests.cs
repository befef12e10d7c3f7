using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TrustedPublishing.CiSimulator.Tests.Service;

/// <summary>The page, with a gateway on a socket of its own that answers in the words of PyPI's protocol.</summary>
public sealed class PublishingPageTests : IAsyncLifetime
{
    private const string ApiToken = "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAw";

    private WebApplication gateway = null!;
    private Simulator simulator = null!;
    private string? received;
    private Func<IResult> answer = () => Results.Json(new { success = true, token = ApiToken, expires = 1795398321 });

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        gateway = builder.Build();
        gateway.MapPost("/_/oidc/mint-token", async (HttpRequest request) =>
        {
            received = (string?)(await request.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>())!["token"];
            return answer();
        });
        await gateway.StartAsync();
        var address = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        simulator = new Simulator(("Simulator:ExchangeUrl", address));
    }

    public async ValueTask DisposeAsync()
    {
        await simulator.DisposeAsync();
        await gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("github", "octo-org/sampleproject")]
    [InlineData("gitlab", "octo-group/sampleproject")]
    [InlineData("google", "publisher@sampleproject.iam.gserviceaccount.com")]
    [InlineData("activestate", "octavia")]
    public async Task Shows_a_form_for_each_provider_and_asks_nobody_else_for_anything(string provider, string value)
    {
        using var response = await simulator.Http.GetAsync($"/?provider={provider}", TestContext.Current.CancellationToken);
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"value=\"{value}\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"this-installation\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishes_and_masks_the_API_token()
    {
        var html = await PublishAsync("github", ("claim.repository", "acme/widget"));

        var token = Jwt.Parse(received!);
        Assert.Equal(("acme/widget", "acme", "this-installation"), (token["repository"], token["repository_owner"], token["aud"]));
        Assert.Contains("Granted.", html, StringComparison.Ordinal);
        Assert.Contains("&quot;repository&quot;: &quot;acme/widget&quot;", html, StringComparison.Ordinal);
        Assert.Contains("TokenMinted", html, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiToken, html, StringComparison.Ordinal);
        Assert.DoesNotContain(received!, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_a_refusal_with_its_code_and_description()
    {
        answer = () => Results.Json(
            new { message = "Token request failed", errors = new[] { new { code = "invalid-publisher", description = "No publisher with <these> claims." } } },
            statusCode: 422);

        var html = await PublishAsync("github", ("claim.environment", ""));

        Assert.False(Jwt.Parse(received!).Claims.ContainsKey("environment"));
        Assert.Contains("invalid-publisher", html, StringComparison.Ordinal);
        Assert.Contains("No publisher with &lt;these&gt; claims.", html, StringComparison.Ordinal);
        Assert.Contains("TokenExchangeDenied", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_cannot_tell_is_not_shown_as_a_refusal()
    {
        answer = () => Results.Json(new { message = "Try again." }, statusCode: 503);

        Assert.Contains("No decision.", await PublishAsync("google"), StringComparison.Ordinal);
        await gateway.StopAsync(TestContext.Current.CancellationToken);
        Assert.Contains("does not answer", await PublishAsync("google"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_the_further_claims()
    {
        Assert.Contains("not valid JSON", await PublishAsync("github", ("further", "{nonsense")), StringComparison.Ordinal);
        Assert.Null(received);
    }

    [Fact]
    public async Task Refuses_a_form_that_another_site_sent()
    {
        using var response = await simulator.Http.PostAsync(
            "/", new FormUrlEncodedContent([KeyValuePair.Create("provider", "github")]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(received);
    }

    private async Task<string> PublishAsync(string provider, params (string Name, string Value)[] changes)
    {
        var page = await simulator.Http.GetStringAsync($"/?provider={provider}");
        var fields = Regex.Matches(page, "<input[^>]* name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }

        using var response = await simulator.Http.PostAsync("/", new FormUrlEncodedContent(fields));
        return await response.Content.ReadAsStringAsync();
    }
}

using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Audit.Tests.Reading;
using TrustedPublishing.Audit.Tests.Service;

namespace TrustedPublishing.Audit.Tests.Access;

public sealed class AccessTests(SeededLog log) : IClassFixture<SeededLog>
{
    /// <summary>What everybody may ask for; all else needs the auditor.</summary>
    private static readonly string[] Open =
    [
        "GET /sign-in", "POST /sign-in", "GET /openapi/{documentName}.json", "* /health", "* /alive",
        // Hashes, and what is signed over them.
        "GET /log/checkpoint", "GET /log/key", "GET /log/key-handovers", "GET /log/proof/consistency", "GET /log/proof/inclusion", "GET /log/tile/{level}/{**tile}",
    ];

    [Fact]
    public async Task Every_route_but_the_open_ones_is_closed_to_strangers()
    {
        var routes = log.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => Methods(route).Select(method => (Method: method, Path: "/" + route.RoutePattern.RawText!.TrimStart('/'))))
            .ToList();
        using var stranger = log.Service.Client();

        var closed = routes.Where(route => !Open.Contains($"{route.Method} {route.Path}")).ToList();

        Assert.Equal(Open.Order(StringComparer.Ordinal), routes.Except(closed).Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal));
        Assert.NotEmpty(closed);
        foreach (var (method, path) in closed)
        {
            var address = path.Replace("{index:long}", "2", StringComparison.Ordinal).Replace("{**tile}", "000", StringComparison.Ordinal).Replace("{id:guid}", "0199a1b2-0000-7000-8000-000000000000", StringComparison.Ordinal).TrimEnd('/');
            using var request = new HttpRequestMessage(new HttpMethod(method), address.Length == 0 ? "/" : address);
            using var response = await stranger.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized || response.Headers.Location?.OriginalString == "/sign-in", $"{method} {path}: {response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("Bearer wrong-token-of-some-auditor", "invalid_token")]
    [InlineData("Bearer ", "invalid_token")]
    [InlineData("Basic dG9rZW4=", "invalid_token")]
    [InlineData(null, "missing_token")]
    public async Task The_API_wants_the_auditors_token(string? authorization, string code)
    {
        using var client = log.Service.Client();
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var path in (string[])["/api/entries", "/api/entries/2", "/api/stream", "/api/export", "/log/tile/entries/000"])
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.Contains($"\"code\":\"{code}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_browsers_session_does_not_open_the_API_nor_a_bearer_the_pages()
    {
        using var browser = log.Service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await SignInAsync(browser, AuditService.Token));
        using var program = log.Service.Client();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AuditService.Token);

        using var page = await browser.GetAsync("/", TestContext.Current.CancellationToken);
        using var api = await browser.GetAsync("/api/entries", TestContext.Current.CancellationToken);
        using var pageByBearer = await program.GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, pageByBearer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong-token-of-some-auditor")]
    [InlineData("token-of-the-test-auditor")]
    [InlineData("TOKEN-OF-THE-TEST-AUDITORS")]
    public async Task A_wrong_token_opens_no_session(string token)
    {
        using var browser = log.Service.Client();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);

        using var response = await browser.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Contains("This is not the auditor token.", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var browser = log.Service.Client();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", AuditService.Token)]);

        using var response = await browser.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.EndsWith("; max-age=28800; path=/; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(AuditService.Token, cookie, StringComparison.Ordinal);
        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_away()
    {
        using var browser = log.Service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await SignInAsync(browser, AuditService.Token));

        using var response = await browser.PostAsync("/sign-out", null, TestContext.Current.CancellationToken);

        Assert.StartsWith("audit.session=; expires=Thu, 01 Jan 1970", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal("/sign-in", response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/api/entries")]
    [InlineData("/unheard")]
    public async Task Every_answer_forbids_what_a_page_does_not_need(string path)
    {
        using var client = log.Service.Client();

        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    internal static async Task<string> SignInAsync(HttpClient browser, string token)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);
        using var response = await browser.PostAsync("/sign-in", form, TestContext.Current.CancellationToken);
        return Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    private static IEnumerable<string> Methods(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? (IEnumerable<string>)["*"];
}

using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TrustedPublishing.PublisherConfig.Tests.Api;

public sealed class AuthorisationTests(PublisherService service) : IClassFixture<PublisherService>
{
    public static TheoryData<string, string> ManagementRoutes => new()
    {
        { "POST", "/api/projects" },
        { "GET", "/api/projects" },
        { "GET", "/api/projects/sample" },
        { "POST", "/api/projects/sample/publishers" },
        { "POST", "/api/projects/sample/publishers/explain" },
        { "GET", $"/api/projects/sample/publishers/{Guid.Empty}" },
        { "DELETE", $"/api/projects/sample/publishers/{Guid.Empty}" },
        { "GET", "/api/projects/sample/members" },
        { "PUT", $"/api/projects/sample/members/{Guid.Empty}" },
        { "DELETE", $"/api/projects/sample/members/{Guid.Empty}" },
        { "GET", "/api/projects/sample/invitations" },
        { "POST", "/api/projects/sample/invitations" },
        { "DELETE", $"/api/projects/sample/invitations/{Guid.Empty}" },
        { "GET", "/api/emergency" },
        { "PUT", "/api/emergency/stop-minting" },
        { "DELETE", $"/api/emergency/{Guid.Empty}?reason=none" },
        { "POST", "/api/emergency/revocations" },
    };

    [Fact]
    public void Every_management_route_is_in_these_tests()
    {
        var mapped = service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText!.TrimEnd('/')}")
            .Order();

        Assert.Equal(
            [
                "DELETE /api/emergency/{id:guid}",
                "DELETE /api/projects/{name}/invitations/{id:guid}",
                "DELETE /api/projects/{name}/members/{id:guid}",
                "DELETE /api/projects/{name}/publishers/{id:guid}",
                "GET /api/emergency",
                "GET /api/projects",
                "GET /api/projects/{name}",
                "GET /api/projects/{name}/invitations",
                "GET /api/projects/{name}/members",
                "GET /api/projects/{name}/publishers/{id:guid}",
                "POST /api/emergency/revocations",
                "POST /api/projects",
                "POST /api/projects/{name}/invitations",
                "POST /api/projects/{name}/publishers",
                "POST /api/projects/{name}/publishers/explain",
                "PUT /api/emergency/{kind}",
                "PUT /api/projects/{name}/members/{id:guid}",
            ],
            mapped);
    }

    [Theory]
    [MemberData(nameof(ManagementRoutes))]
    public async Task Refuses_who_shows_no_token(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await service.Anonymous.SendAsync(request);

        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        (await Answer.OfAsync(response)).IsProblem(
            HttpStatusCode.Unauthorized, "missing_token", "A bearer token is needed: Authorization: Bearer <token>.");
    }

    [Theory]
    [MemberData(nameof(ManagementRoutes))]
    public async Task Refuses_who_shows_another_token(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", PublisherService.AdminToken + "x");

        using var response = await service.Anonymous.SendAsync(request);

        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
        (await Answer.OfAsync(response)).IsProblem(HttpStatusCode.Unauthorized, "invalid_token", "The bearer token is not valid here.");
    }

    [Theory]
    [MemberData(nameof(ManagementRoutes))]
    public async Task Refuses_a_browser_session(string method, string path)
    {
        using var browser = await service.SignedInBrowserAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await browser.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/projects/sample")]
    [InlineData("/projects/sample/publishers/00000000-0000-0000-0000-000000000000/remove")]
    [InlineData("/sign-out")]
    [InlineData("/projects/sample/members")]
    [InlineData("/projects/sample/members/manage")]
    [InlineData("/invitation")]
    public async Task Sends_who_has_no_session_to_the_sign_in_page(string path)
    {
        foreach (var client in new[] { service.Anonymous, service.Admin })
        {
            using var read = await client.GetAsync(path);
            using var written = await client.PostAsync(path, new FormUrlEncodedContent([]));

            Assert.Equal((HttpStatusCode.Redirect, $"/sign-in?from={Uri.EscapeDataString(path)}"), (read.StatusCode, read.Headers.Location!.OriginalString));
            Assert.Equal(HttpStatusCode.Redirect, written.StatusCode);
            Assert.StartsWith("/sign-in", written.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/sign-in")]
    [InlineData("/assets/console.css")]
    [InlineData("/assets/icon.svg")]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Lets_everybody_see_what_is_no_secret(string path)
    {
        using var response = await service.Anonymous.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Hides_the_feed_on_the_public_port()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Anonymous.BaseAddress!, "/internal/publishers/changes"));

        (await Answer.OfAsync(await service.Exchange.SendAsync(request))).IsProblem(
            HttpStatusCode.NotFound, "not_found", "There is nothing at this address.");
    }

    [Fact]
    public async Task Refuses_the_feed_to_who_has_no_internal_key()
    {
        foreach (var client in new[] { service.Anonymous, service.Admin })
        {
            using var response = await client.GetAsync(new Uri(service.Exchange.BaseAddress!, "/internal/publishers/changes"));

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }
}

using System.Net;

namespace TrustedPublishing.PublisherConfig.Tests.Pages;

public sealed class SessionTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Fact]
    public async Task Opens_with_the_admin_token_and_a_cookie_for_this_site_only()
    {
        using var browser = NewBrowser();

        var signedIn = await browser.SubmitAsync("/sign-in?from=%2Fprojects%2Fx", "/sign-in", ("token", $" {PublisherService.AdminToken}\n"));

        Assert.Equal((HttpStatusCode.Redirect, "/projects/x"), (signedIn.Status, signedIn.Location));
        var cookie = signedIn.Headers["Set-Cookie"];
        Assert.StartsWith("publisher-config.session=", cookie, StringComparison.Ordinal);
        Assert.EndsWith("; path=/; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(PublisherService.AdminToken, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(PublisherService.AdminToken + "x")]
    public async Task Stays_shut_with_another_token(string token)
    {
        using var browser = NewBrowser();

        var refused = await browser.SignInAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Contains("This is not the admin token.", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", refused.Headers.Keys);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Does_not_send_to_another_site_after_signing_in(string from)
    {
        using var browser = NewBrowser();

        var signedIn = await browser.SubmitAsync($"/sign-in?from={Uri.EscapeDataString(from)}", "/sign-in", ("token", PublisherService.AdminToken));

        Assert.Equal("/", signedIn.Location);
    }

    [Fact]
    public async Task Ends_when_signing_out()
    {
        using var browser = NewBrowser();
        await browser.SignInAsync();

        var signedOut = await browser.SubmitAsync("/", "/sign-out");

        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (signedOut.Status, signedOut.Location));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Is_not_opened_by_a_made_up_cookie()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"publisher-config.session={new string('A', 43)}");

        using var response = await service.Anonymous.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    private Browser NewBrowser() => new(service.Anonymous.BaseAddress!, new CookieContainer());
}

/// <summary>Apart from the others, because it uses up the attempts of this machine's address.</summary>
public sealed class SignInAttemptsTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Fact]
    public async Task Slows_down_who_guesses()
    {
        using var browser = new Browser(service.Anonymous.BaseAddress!, new CookieContainer());
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync("a guess")).Status);
        }

        var eleventh = await browser.SignInAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, eleventh.Status);
        Assert.Equal("60", eleventh.Headers["Retry-After"]);
        Assert.Contains("Too many attempts", eleventh.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }
}

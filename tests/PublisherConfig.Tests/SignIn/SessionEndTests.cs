using System.Net;

namespace TrustedPublishing.PublisherConfig.Tests.SignIn;

/// <summary>What a session stands on, and what ends it.</summary>
public sealed class SessionEndTests(PublisherService service) : IClassFixture<PublisherService>
{
    // What somebody has who has a copy of the database.
    [Fact]
    public async Task Is_not_opened_by_what_the_database_keeps()
    {
        using var browser = NewBrowser();
        await browser.SignInAsync();
        var hashes = await service.QueryAsync("SELECT encode(secret_hash, 'hex') FROM sessions UNION SELECT replace(replace(rtrim(encode(secret_hash, 'base64'), '='), '+', '-'), '/', '_') FROM sessions UNION SELECT id::text FROM sessions");

        Assert.True(hashes.Count >= 3);
        foreach (var kept in hashes)
        {
            Assert.Equal(HttpStatusCode.Redirect, await OpenAsync(kept));
        }
    }

    [Theory]
    [InlineData("last_seen_at = now() - interval '31 minutes'")]
    [InlineData("started_at = now() - interval '12 hours 1 minute'")]
    [InlineData("admin_mark = decode(repeat('00', 32), 'hex')")]
    [InlineData("admin_mark = NULL")]
    public async Task Is_over(string when)
    {
        using var browser = NewBrowser();
        await browser.SignInAsync();
        var newest = (await service.QueryAsync("SELECT id::text FROM sessions ORDER BY id DESC LIMIT 1")).Single();

        await service.ExecuteAsync($"UPDATE sessions SET {when} WHERE id = '{newest}'");

        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?from=%2F"), await browser.GetAsync("/") is var page ? (page.Status, page.Location) : default);
    }

    [Fact]
    public async Task Goes_on_while_it_is_used()
    {
        using var browser = NewBrowser();
        await browser.SignInAsync();
        var newest = (await service.QueryAsync("SELECT id::text FROM sessions ORDER BY id DESC LIMIT 1")).Single();
        await service.ExecuteAsync($"UPDATE sessions SET last_seen_at = now() - interval '29 minutes' WHERE id = '{newest}'");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).Status);

        Assert.Equal(["t"], await service.QueryAsync($"SELECT (last_seen_at > now() - interval '1 minute')::text::char FROM sessions WHERE id = '{newest}'"));
    }

    private async Task<HttpStatusCode> OpenAsync(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"publisher-config.session={secret}");
        using var response = await service.Anonymous.SendAsync(request);
        return response.StatusCode;
    }

    private Browser NewBrowser() => new(service.Anonymous.BaseAddress!, new CookieContainer());
}

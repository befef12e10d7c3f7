using System.Net;
using TrustedPublishing.PublisherConfig.SignIn;

namespace TrustedPublishing.PublisherConfig.Tests.SignIn;

/// <summary>A service that takes one-time links, as a Development run has.</summary>
public sealed class LinkSignInTests(TestServers.PostgresServer postgres, TestServers.RabbitMqServer rabbitMq) : IAsyncLifetime
{
    private const string Key = "the key of the one-time links";

    private readonly PublisherService service = new(postgres, rabbitMq) { Further = [("SignIn:OneTimeLinkKey", Key)] };

    public ValueTask InitializeAsync() => service.InitializeAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Opens_an_operators_session_once()
    {
        var link = Link(DateTimeOffset.UtcNow);
        using var first = NewBrowser();
        using var second = NewBrowser();

        var opened = await first.GetAsync(link);
        var used = await second.GetAsync(link);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (opened.Status, opened.Location));
        Assert.Contains("Create a project", (await first.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?problem=link_over"), (used.Status, used.Location));
        Assert.Equal(HttpStatusCode.Redirect, (await second.GetAsync("/")).Status);
        Assert.Contains("This link is over", (await second.GetAsync(used.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_one_session_of_many_at_once()
    {
        var link = Link(DateTimeOffset.UtcNow);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var browser = NewBrowser();
            return (await browser.GetAsync(link)).Location;
        }));

        Assert.Single(answers, "/");
        Assert.Single(await service.QueryAsync("SELECT id FROM sessions"));
    }

    [Fact]
    public async Task Opens_nothing_with_a_link_that_is_over_or_of_another_key()
    {
        using var browser = NewBrowser();

        foreach (var link in new[] { Link(DateTimeOffset.UtcNow.AddMinutes(-6)), $"/sign-in/link?token={OneTimeLink.Issue("another key", new byte[16], DateTimeOffset.UtcNow)}", "/sign-in/link" })
        {
            Assert.Equal("/sign-in?problem=link_over", (await browser.GetAsync(link)).Location);
        }

        Assert.Empty(await service.QueryAsync("SELECT id FROM sessions"));
    }

    private static string Link(DateTimeOffset now) => $"/sign-in/link?token={OneTimeLink.Issue(Key, Guid.NewGuid().ToByteArray(), now)}";

    private Browser NewBrowser() => new(service.Anonymous.BaseAddress!, new CookieContainer());
}

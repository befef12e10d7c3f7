using System.Net;

namespace TrustedPublishing.PublisherConfig.Tests.SignIn;

/// <summary>Signing in at a real OpenID provider, redirect by redirect.</summary>
public sealed class ProviderSignInTests(TestServers.PostgresServer postgres, TestServers.RabbitMqServer rabbitMq) : IAsyncLifetime
{
    private OpenIdProvider provider = null!;
    private PublisherService service = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await OpenIdProvider.StartAsync();
        service = new PublisherService(postgres, rabbitMq)
        {
            Further =
            [
                ("SignIn:Issuer", provider.Address + "/"),
                ("SignIn:ClientId", OpenIdProvider.ClientId),
                ("SignIn:ClientSecret", OpenIdProvider.ClientSecret),
                ("SignIn:DisplayName", "Example"),
                ("SignIn:OperatorGroups:0", "platform"),
                ("SignIn:AuditorGroups:0", "security"),
            ],
        };
        await service.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Signs_in_with_the_code_flow_and_PKCE()
    {
        provider.Next = ("ada", "Ada Lovelace", ["staff", "platform"], DateTimeOffset.UtcNow);
        using var browser = NewBrowser();

        var back = await SignInAsync(browser, "/?search=x");

        Assert.Equal((HttpStatusCode.Redirect, "/?search=x"), (back.Status, back.Location));
        Assert.Equal(("code", "S256"), (provider.LastRequest["response_type"], provider.LastRequest["code_challenge_method"]));
        Assert.Equal(43, provider.LastRequest["code_challenge"].Length);
        Assert.Contains("Create a project", (await browser.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Equal([$"{provider.Address}/ ada Ada Lovelace ada@example.com"], await service.QueryAsync("SELECT issuer || ' ' || subject || ' ' || name || ' ' || email FROM people"));
        Assert.Equal(["true false"], await service.QueryAsync("SELECT is_operator || ' ' || is_auditor FROM sessions"));
    }

    [Theory]
    [InlineData("security", HttpStatusCode.OK)]
    [InlineData("Security", HttpStatusCode.NotFound)]
    [InlineData("security2", HttpStatusCode.NotFound)]
    [InlineData("staff", HttpStatusCode.NotFound)]
    public async Task Gives_roles_by_group_byte_for_byte(string group, HttpStatusCode status)
    {
        var (project, _) = await service.CreateProjectAsync();
        provider.Next = ("eve", "Eve", [group], DateTimeOffset.UtcNow);
        using var browser = NewBrowser();
        await SignInAsync(browser, "/");

        Assert.Equal(status, (await browser.GetAsync($"/projects/{project}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/", ("name", "x"))).Status);
    }

    [Fact]
    public async Task Is_the_same_person_with_another_name_and_another_with_another_subject()
    {
        using var browser = NewBrowser();
        foreach (var (subject, name) in new[] { ("1", "Ada"), ("1", "Ada L."), ("2", "Ada L.") })
        {
            provider.Next = (subject, name, [], DateTimeOffset.UtcNow);
            await SignInAsync(browser, "/");
        }

        Assert.Equal(["1 Ada L.", "2 Ada L."], (await service.QueryAsync("SELECT subject || ' ' || name FROM people")).Order());
        Assert.Equal(["2"], await service.QueryAsync("SELECT p.subject FROM sessions s JOIN people p ON p.id = s.person_id"));
    }

    [Fact]
    public async Task Says_that_somebody_declined()
    {
        provider.Next = ("ada", null, [], null);
        using var browser = NewBrowser();

        var back = await SignInAsync(browser, "/");

        Assert.Equal("/sign-in?problem=declined", back.Location);
        Assert.Contains("The provider did not let you in", (await browser.GetAsync(back.Location!)).Text, StringComparison.Ordinal);
        Assert.Empty(await service.QueryAsync("SELECT id FROM sessions"));
    }

    [Fact]
    public async Task Takes_no_answer_that_another_browser_asked_for()
    {
        provider.Next = ("mallory", "Mallory", [], DateTimeOffset.UtcNow);
        using var attacker = NewBrowser();
        using var victim = NewBrowser();
        var answer = await ToAnswerAsync(attacker, "/sign-in/provider?from=%2F");

        var back = await victim.GetAsync(answer);

        Assert.Equal("/sign-in?problem=failed", back.Location);
        Assert.Equal(HttpStatusCode.Redirect, (await victim.GetAsync("/")).Status);
        Assert.Empty(await service.QueryAsync("SELECT id FROM sessions"));
    }

    [Theory]
    [InlineData(0, "/")]
    [InlineData(60, "/sign-in?problem=not_signed_in_again")]
    public async Task Asks_the_provider_to_sign_in_again_and_checks_that_it_did(int minutesAgo, string location)
    {
        provider.Next = ("ada", "Ada", [], DateTimeOffset.UtcNow.AddMinutes(-minutesAgo));
        using var browser = NewBrowser();

        var back = await browser.GetAsync(await ToAnswerAsync(browser, "/sign-in/provider?from=%2F&again=true"));

        Assert.Equal(location, back.Location);
        Assert.Equal(("login", "0"), (provider.LastRequest["prompt"], provider.LastRequest["max_age"]));
    }

    [Fact]
    public async Task Lets_nobody_in_whom_an_operator_keeps_out()
    {
        provider.Next = ("ada", "Ada", [], DateTimeOffset.UtcNow);
        using var browser = NewBrowser();
        await SignInAsync(browser, "/");
        await service.ExecuteAsync("UPDATE people SET disabled_at = now()");

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
        Assert.Equal("/sign-in?problem=kept_out", (await SignInAsync(browser, "/")).Location);
    }

    [Fact]
    public async Task Does_not_send_to_another_site_after_signing_in()
    {
        provider.Next = ("ada", "Ada", [], DateTimeOffset.UtcNow);
        using var browser = NewBrowser();

        Assert.Equal("/", (await SignInAsync(browser, "//evil.example/")).Location);
        Assert.Equal("/", (await SignInAsync(browser, "https://evil.example/")).Location);
    }

    [Fact]
    public async Task Says_that_the_provider_is_away()
    {
        await provider.DisposeAsync();
        using var browser = NewBrowser();

        var away = await browser.GetAsync("/sign-in/provider?from=%2F");

        Assert.Equal("/sign-in?problem=provider_away&from=%2F", away.Location);
    }

    private static async Task<Page> SignInAsync(Browser browser, string from) =>
        await browser.GetAsync(await ToAnswerAsync(browser, $"/sign-in/provider?from={Uri.EscapeDataString(from)}"));

    /// <summary>Goes to the provider and gives the address on this site to which it sends the browser back.</summary>
    private static async Task<string> ToAnswerAsync(Browser browser, string path)
    {
        var toProvider = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, toProvider.Status);
        var answer = await browser.GetAsync(toProvider.Location!);
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return new Uri(answer.Location!).PathAndQuery;
    }

    private Browser NewBrowser() => new(service.Anonymous.BaseAddress!, new CookieContainer());
}

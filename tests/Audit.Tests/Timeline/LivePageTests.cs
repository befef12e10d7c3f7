using Microsoft.Playwright;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Timeline;

/// <summary>The page that follows the log, in a real browser.</summary>
public sealed class LivePageTests(PostgresServer postgres, RabbitMqServer rabbit, Chromium chromium) : IAsyncLifetime
{
    private AuditLog log = null!;
    private AuditService service = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader();
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Entries_appear_as_they_come_and_what_is_open_stays_open()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));
        var page = await chromium.SignInAsync(service, "/", new());
        await page.GetByRole(AriaRole.Link, new() { Name = "Follow live" }).ClickAsync();
        await page.Locator("#live[data-state=live]").WaitForAsync();
        await page.Locator("#e0 summary").ClickAsync();

        await log.ExchangeAppendsAsync(Records.Minted(2), Records.Denied(3, "replayed"));
        await page.Locator("#e2").WaitForAsync();

        Assert.Equal(["e2", "e1", "e0"], await IdsAsync(page));
        Assert.True(await page.Locator("#e0 details").EvaluateAsync<bool>("details => details.open"));
        Assert.Equal("Live, 2 new", await page.Locator("#live").InnerTextAsync());
    }

    [Fact]
    public async Task Only_what_the_filter_asks_for_appears()
    {
        var page = await chromium.SignInAsync(service, "/live?decision=refused", new());
        await page.Locator("#live[data-state=live]").WaitForAsync();
        Assert.Equal("No entries here with this filter.", await page.Locator(".empty").InnerTextAsync());

        await log.ExchangeAppendsAsync(Records.Minted(1), Records.Denied(2, "replayed"), Records.Minted(3));
        await page.Locator("#e1").WaitForAsync();

        Assert.Equal(["e1"], await IdsAsync(page));
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop" }).ClickAsync();
        Assert.EndsWith("/?decision=refused", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_leaves_the_newest_entries_and_no_hole()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));
        var page = await chromium.SignInAsync(service, "/live", new());
        await page.Locator("#live[data-state=live]").WaitForAsync();

        await log.ExchangeAppendsAsync(Enumerable.Range(2, 200).Select(i => Records.Minted(i)));
        await page.Locator("#e200").WaitForAsync();

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"e{200 - i}"), await IdsAsync(page));
    }

    [Fact]
    public async Task It_says_that_the_service_is_away()
    {
        var page = await chromium.SignInAsync(service, "/live", new());
        await page.Locator("#live[data-state=live]").WaitForAsync();

        await service.DisposeAsync();

        await page.GetByText("Reconnecting …").WaitForAsync();
        Assert.Equal("waiting", await page.Locator("#live").GetAttributeAsync("data-state"));
    }

    [Fact]
    public async Task Without_scripts_it_says_so_and_shows_the_newest_entries()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));

        var page = await chromium.SignInAsync(service, "/live", new() { JavaScriptEnabled = false });

        Assert.Equal("Needs scripts: reload for what is new.", await page.Locator("#live").InnerTextAsync());
        Assert.Equal(["e0"], await IdsAsync(page));
    }

    private static Task<string[]> IdsAsync(IPage page) => page.Locator(".entries > li").EvaluateAllAsync<string[]>("entries => entries.map(entry => entry.id)");
}

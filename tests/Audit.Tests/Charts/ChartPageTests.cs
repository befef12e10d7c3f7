using System.Globalization;
using Microsoft.Playwright;
using TrustedPublishing.Audit.Tests.Access;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Timeline;
using TrustedPublishing.Contracts;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Charts;

/// <summary>The page of charts in a real browser, without scripts.</summary>
public sealed class ChartPageTests(PostgresServer postgres, RabbitMqServer rabbit, Chromium chromium) : IAsyncLifetime
{
    private const int Entries = 1200;

    private static readonly ProjectRef[] Projects = [Records.Project("sampleproject"), Records.Project("other")];

    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Counted.Mixed(Entries, DateTimeOffset.UtcNow, Projects));
        service = log.StartReader();
        while ((long)(await service.GetAsync("/api/tallies"))["counted_to"]! < Entries - 1)
        {
            await Task.Delay(50, Cancel);
        }
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Theory]
    [InlineData("/charts?last=24h")]
    [InlineData("/charts?last=30d&provider=gitlab")]
    [InlineData("/charts?last=7d&project=other")]
    public async Task Each_number_leads_to_as_many_entries(string path)
    {
        var page = await OpenAsync(path);
        await page.GetByText("The numbers").ClickAsync();
        var links = await page.Locator("main a:has(.hidden)").EvaluateAllAsync<string[]>("links => links.map(link => link.firstChild.textContent.trim() + ' ' + link.getAttribute('href'))");
        Assert.True(links.Length > 8, string.Join('\n', links));

        // Of each part of the page some; the last ones are reasons and providers.
        foreach (var link in links.Take(6).Concat(links.TakeLast(9)).Distinct())
        {
            var (number, address) = (link.Split(' ')[0], link.Split(' ')[1]);
            var indices = await service.IndicesOfAllAsync(address[2..]);
            Assert.Equal((long.Parse(number, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), address), (indices.Count, address));
        }
    }

    [Fact]
    public async Task A_number_is_followed_to_the_timeline_and_all_of_them_add_up()
    {
        var page = await OpenAsync("/charts?last=90d");

        var totals = await page.Locator(".totals dd").AllInnerTextsAsync();
        Assert.Equal(Entries, totals.Take(2).Sum(Number));
        Assert.Equal(Number(totals[0]), await SumAsync(page, 2));
        Assert.Contains($"Counted up to entry 1,199, appended ", await page.Locator("main > .soft").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "refused for expired" }).ClickAsync();
        Assert.Equal("expired", await page.GetByLabel("Reason").InputValueAsync());
        Assert.Equal(50, await page.Locator(".entries > li").CountAsync());
    }

    [Fact]
    public async Task The_address_says_of_which_time_and_can_be_passed_on()
    {
        var page = await OpenAsync("/charts");
        await page.GetByRole(AriaRole.Link, new() { Name = "24 hours" }).ClickAsync();
        Assert.EndsWith("/charts?last=24h", page.Url, StringComparison.Ordinal);
        Assert.Equal("24 hours", await page.Locator(".choices [aria-current]").InnerTextAsync());
        Assert.Equal(24, await page.Locator(".numbers tbody tr").CountAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "← Earlier" }).ClickAsync();
        Assert.Matches("/charts\\?last=24h&to=20\\d\\d-\\d\\d-\\d\\dT\\d\\d%3A00Z$", page.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Later →" }).ClickAsync();
        Assert.Equal(24, await page.Locator(".numbers tbody tr").CountAsync());
    }

    [Fact]
    public async Task Who_may_see_one_project_sees_its_charts()
    {
        var token = await IssuedToken.IssueAsync(service, "other");
        var page = await chromium.SignInAsync(service, "/charts?last=90d", new() { JavaScriptEnabled = false }, token: token.Secret);

        Assert.Contains("the project other", await page.Locator("main > .soft").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("malformed_request", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.GetByLabel("Project").CountAsync());
    }

    [Fact]
    public async Task Where_there_is_nothing_the_page_says_what_to_do()
    {
        var page = await OpenAsync("/charts?last=24h&to=2026-01-01");
        Assert.Equal("No exchange was decided in this time. Choose a longer time.", await page.Locator(".empty").InnerTextAsync());

        await page.GotoAsync("/charts?last=1y");
        Assert.Equal("last is not one of 24h, 7d, 30d, 90d.", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
    }

    [Theory]
    [InlineData(390, 844, "Light")]
    [InlineData(390, 844, "Dark")]
    [InlineData(1280, 900, "Light")]
    [InlineData(1280, 900, "Dark")]
    public async Task Nothing_is_wider_than_the_screen_and_nothing_fails_on_it(int width, int height, string scheme)
    {
        var mistakes = new List<string>();
        foreach (var last in (string[])["24h", "90d"])
        {
            var page = await chromium.SignInAsync(
                service, $"/charts?last={last}", new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = Enum.Parse<ColorScheme>(scheme) }, mistakes);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await Chromium.PictureAsync(page, $"charts-{last}-{width}-{scheme}");
            await page.GetByText("The numbers").ClickAsync();
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }

        Assert.Empty(mistakes);
    }

    private Task<IPage> OpenAsync(string path) => chromium.SignInAsync(service, path, new() { JavaScriptEnabled = false });

    private static async Task<long> SumAsync(IPage page, int column)
    {
        var cells = await page.Locator($".numbers tbody td:nth-child({column})").EvaluateAllAsync<string[]>("cells => cells.map(cell => (cell.querySelector('a') ?? cell).firstChild.textContent.trim())");
        return cells.Sum(Number);
    }

    private static long Number(string text) => long.Parse(text.Split(' ', '\n')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}

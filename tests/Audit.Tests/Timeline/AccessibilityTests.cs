using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Charts;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Timeline;

/// <summary>What axe-core finds on every page of the console, and how far the keyboard reaches.</summary>
public sealed class AccessibilityTests(PostgresServer postgres, RabbitMqServer rabbit, Chromium chromium) : IAsyncLifetime
{
    private const int Entries = 120;

    /// <summary>Every page, in each of its states; also what is wrong with an address is a page.</summary>
    private static readonly string[] Pages =
    [
        "/", "/?decision=refused&reason=expired", "/?provider=nobody", "/?from=yesterday", "/live", "/entries/3", "/entries/999",
        "/charts?last=7d", "/charts?last=24h&to=2026-01-01", "/charts?last=1y",
        "/sign-in",
    ];

    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Counted.Mixed(Entries, DateTimeOffset.UtcNow, Records.Project("sampleproject")));
        service = log.StartReader();
        while ((long)(await service.GetAsync("/api/tallies"))["counted_to"]! < Entries - 1)
        {
            await Task.Delay(50, Cancel);
        }
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Theory]
    [InlineData(390, 844, "Light")]
    [InlineData(390, 844, "Dark")]
    [InlineData(1280, 900, "Light")]
    [InlineData(1280, 900, "Dark")]
    public async Task Axe_finds_nothing_on_any_page(int width, int height, string scheme)
    {
        var page = await chromium.SignInAsync(
            service, "/", new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = Enum.Parse<ColorScheme>(scheme) });
        var found = new List<string>();
        foreach (var path in Pages)
        {
            await page.GotoAsync(path);
            found.AddRange(await ViolationsAsync(page, path));
        }

        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Auditor token").FillAsync("not the token");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByText("This is not the auditor token.").WaitForAsync();
        found.AddRange(await ViolationsAsync(page, "refused sign-in"));

        Assert.Empty(found);
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_on_the_page_of_charts_and_what_has_the_focus_is_seen()
    {
        var page = await chromium.SignInAsync(service, "/charts?last=7d", new() { JavaScriptEnabled = true });
        await page.GetByText("The numbers").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".numbers[open]").WaitForAsync();
        var all = await page.EvaluateAsync<string[]>(
            $"{Name} Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')).filter(one => one.tabIndex >= 0).map(name)");
        await page.EvaluateAsync("document.activeElement.blur()");

        var reached = new List<string>();
        for (var i = 0; i <= all.Length; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("document.activeElement === document.body"))
            {
                continue; // between the last and the first: the browser's own
            }

            reached.Add(await page.EvaluateAsync<string>(
                $$"""{{Name}} (style => (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none' ? '' : 'no outline: ') + name(document.activeElement))(getComputedStyle(document.activeElement))"""));
        }

        // From where the focus was: the order goes round.
        Assert.Equal(all.Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));
        Assert.Contains(all, one => one.Contains("refused for expired", StringComparison.Ordinal));
        Assert.DoesNotContain(await page.Locator("svg a").EvaluateAllAsync<int[]>("links => links.map(link => link.tabIndex)"), index => index >= 0);
    }

    private const string Name = "const name = one => one.tagName + ' ' + (one.id || one.textContent.trim().replace(/\\s+/g, ' '));";

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page, string path)
    {
        // Opened, what lies in them is looked at as well.
        await page.EvaluateAsync("document.querySelectorAll('details').forEach((details, i) => { if (i < 3) details.open = true; })");
        // What was added a moment ago fades in.
        await page.EvaluateAsync("Promise.all(document.getAnimations().map(animation => animation.finished))");
        var result = await page.RunAxe();
        Assert.NotEmpty(result.Passes);
        return result.Violations.Select(violation => $"{path}: {violation.Impact} {violation.Id} {string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(3))}");
    }
}

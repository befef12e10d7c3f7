using System.Net;
using Microsoft.Playwright;
using TrustedPublishing.Audit.Tests.Access;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Timeline;

/// <summary>An entry's page in a real browser.</summary>
public sealed class EntryPageTests(PostgresServer postgres, RabbitMqServer rabbit, Chromium chromium) : IAsyncLifetime
{
    private const int Entries = 300;
    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Enumerable.Range(1, Entries).Select(i => Records.Minted(i)));
        service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(299)]
    public async Task The_browser_proves_that_an_entry_is_in_the_log(long index)
    {
        var page = await OpenAsync($"/entries/{index}");

        var lines = await ProofAsync(page, "proved");

        Assert.Equal(3, lines.Count);
        Assert.StartsWith($"Entry {index} is under the root of the log's first 300 entries. ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("That root is signed with the key of the log. Compare the key with what the operator published: audit.example.org/log+", lines[1], StringComparison.Ordinal);
        Assert.Equal("The personal values shown are those that the entry commits to.", lines[2]);
    }

    [Theory]
    [InlineData("UPDATE entries SET canonical = replace(convert_from(canonical, 'UTF8'), 'octo-org', 'evil-org')::bytea WHERE index = 17", "Entry 17 is not under the root of the log's first 300 entries.")]
    [InlineData("UPDATE entries SET leaf_hash = sha256('other') WHERE index = 18", "Entry 17 is not under the root of the log's first 300 entries.")]
    [InlineData("UPDATE personal_values SET value = 'mallory'::bytea WHERE entry_index = 17 AND field = 'actor'", "The value shown for actor is not the one that the entry commits to.")]
    public async Task The_browser_says_what_does_not_hold(string sql, string said)
    {
        await log.TamperAsync(sql);

        var lines = await ProofAsync(await OpenAsync("/entries/17"), "disproved");

        Assert.Contains(lines, line => line.StartsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_that_is_not_signed_yet_is_proved_as_soon_as_it_is()
    {
        var slow = log.StartReader(("Log:CheckpointInterval", "01:00:00"));
        await service.DisposeAsync();
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));
        var page = await OpenAsync($"/entries/{Entries}", slow);
        await page.GetByText("Newer than the last signed checkpoint.").WaitForAsync();

        await new LogReader(log.StartReader()).CheckpointAsync(Entries + 1);

        Assert.Equal(3, (await ProofAsync(page, "proved")).Count);
    }

    [Fact]
    public async Task The_page_is_read_without_scripts_as_well_and_leads_from_and_to_the_timeline()
    {
        var page = await OpenAsync("/", scripts: false);
        await page.Locator("#e299 summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Entry 299 with its proof" }).ClickAsync();

        Assert.Contains("Minted a token for sampleproject — GitHub octo-org/sampleproject release.yml", await page.Locator("h2").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("AuditVerifier", await page.Locator("#proof").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Entry 299 in the log" }).ClickAsync();
        Assert.Equal("e299", await page.Locator(".entries > li").First.GetAttributeAsync("id"));
    }

    [Theory]
    [InlineData(390, 844, "Light")]
    [InlineData(390, 844, "Dark")]
    [InlineData(1280, 900, "Light")]
    [InlineData(1280, 900, "Dark")]
    public async Task Nothing_is_wider_than_the_screen_and_nothing_fails_on_it(int width, int height, string scheme)
    {
        var mistakes = new List<string>();
        foreach (var path in (string[])["/", "/entries/17"])
        {
            var page = await OpenAsync(path, width: width, height: height, scheme: Enum.Parse<ColorScheme>(scheme), watch: mistakes);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"audit-{width}-{scheme}-{path.Count(c => c == '/')}.png"), FullPage = false });
            }
        }

        Assert.Empty(mistakes);
    }

    [Fact]
    public async Task An_entry_that_is_not_there_is_said_to_be_so()
    {
        using var browser = service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, AuditService.Token));

        using var answer = await browser.GetAsync("/entries/300", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("The log has no entry 300 that you may see.", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_page_that_has_a_script_may_run_one_and_only_ours()
    {
        using var browser = service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, AuditService.Token));

        using var timeline = await browser.GetAsync("/", Cancel);
        using var entry = await browser.GetAsync("/entries/17", Cancel);

        Assert.DoesNotContain("script-src", timeline.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.EndsWith("; script-src 'self'; connect-src 'self'", entry.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private Task<IPage> OpenAsync(
        string path, AuditService? at = null, bool scripts = true, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, List<string>? watch = null) =>
        chromium.SignInAsync(
            at ?? service, path, new() { JavaScriptEnabled = scripts, ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme }, watch);

    private static async Task<IReadOnlyList<string>> ProofAsync(IPage page, string result)
    {
        await page.Locator($"#proof[data-result={result}]").WaitForAsync();
        return await page.Locator("#proof p").AllInnerTextsAsync();
    }
}

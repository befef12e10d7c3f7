using System.Net;
using System.Text.RegularExpressions;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Access;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Timeline;

public sealed partial class TimelineTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;
    private HttpClient browser = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        var service = log.StartReader();
        browser = service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, AuditService.Token));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await log.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_log_says_so() =>
        Assert.Contains("No entries here yet.", await PageAsync("/"), StringComparison.Ordinal);

    [Fact]
    public async Task Alerts_have_a_page_of_their_own()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));

        var all = await PageAsync("/");
        var alerts = await PageAsync("/?type=AlertRaised");

        Assert.Contains("""<a href="/" aria-current="page">Timeline</a>""", all, StringComparison.Ordinal);
        Assert.Contains("""<a href="/?type=AlertRaised">Alerts</a>""", all, StringComparison.Ordinal);
        Assert.Contains("""<a href="/?type=AlertRaised" aria-current="page">Alerts</a>""", alerts, StringComparison.Ordinal);
        Assert.Contains("No alert has been raised.", alerts, StringComparison.Ordinal);
        Assert.Empty(WordsOf(alerts));
    }

    [Fact]
    public async Task Shows_decisions_in_words_newest_first()
    {
        var project = Records.Project("sampleproject");
        await log.AppendAsync(EntryTypes.PublisherConfig, Records.Created(1, project));
        await log.ExchangeAppendsAsync(Records.Minted(1, project), Records.Denied(2, "workflow_mismatch", project));

        var page = await PageAsync("/");

        Assert.Equal(
            [
                "Refused: workflow mismatch — GitHub octo-org/other (nearest: sampleproject)",
                "Minted a token for sampleproject — GitHub octo-org/sampleproject release.yml",
                "Project sampleproject created by admin-token",
            ],
            WordsOf(page));
        Assert.DoesNotContain("Older", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Shows_what_people_wrote_as_text()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1, Records.Project("<script>alert(1)</script>"), actor: "\"><img src=x onerror=alert(1)>"));

        var page = await PageAsync("/?project=%22%3E%3Cscript%3E");
        var all = await PageAsync("/");

        Assert.DoesNotContain("<script", page + all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", all, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Minted a token for &lt;script&gt;alert(1)&lt;/script&gt;", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leads_to_older_and_newer_entries_with_the_filter_kept()
    {
        var project = Records.Project("sampleproject");
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 240).Select(i => Records.Minted(i, i % 2 == 0 ? project : Records.Project("other"))));

        var first = await PageAsync("/?project=Sampleproject&type=TokenMinted");
        var second = await PageAsync(Link(first, "next"));
        var third = await PageAsync(Link(second, "next"));
        var secondAgain = await PageAsync(Link(third, "prev"));
        var firstAgain = await PageAsync(Link(secondAgain, "prev"));

        Assert.Equal(Odd(239, 141), Indices(first));
        Assert.Equal(Odd(139, 41), Indices(second));
        Assert.Equal(Odd(39, 1), Indices(third));
        Assert.DoesNotContain("rel=\"next\"", third, StringComparison.Ordinal);
        Assert.Equal(Indices(second), Indices(secondAgain));
        Assert.Equal(Indices(first), Indices(firstAgain));
        Assert.DoesNotContain("rel=\"prev\"", firstAgain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?decision=refused", "2 1")]
    [InlineData("/?decision=granted", "0")]
    [InlineData("/?reason=replayed", "2")]
    [InlineData("/?reason=replayed&decision=granted", "")]
    [InlineData("/?provider=github&type=TokenMinted", "0")]
    [InlineData("/?provider=gitlab", "")]
    [InlineData("/?from=2026-11-23T12:00:02Z", "2 1")]
    [InlineData("/?from=2026-11-23T12:00:02Z&to=2026-11-23T12:00:03Z", "1")]
    [InlineData("/?publisher=0199a1b2-0000-7000-8000-000000000000", "")]
    [InlineData("/?project=&type=&decision=&provider=&reason=&publisher=&from=&to=", "2 1 0")]
    public async Task Shows_what_is_asked_for_by_the_names_of_the_API(string path, string indices)
    {
        await log.ExchangeAppendsAsync(Records.Minted(1), Records.Denied(2, "workflow_mismatch"), Records.Denied(3, "replayed"));

        Assert.Equal(indices, string.Join(' ', Indices(await PageAsync(path))));
    }

    [Fact]
    public async Task The_filter_goes_on_to_the_older_entries()
    {
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 120).Select(i => i % 2 == 0 ? Records.Denied(i, "replayed") : Records.Minted(i)));

        var second = await PageAsync(Link(await PageAsync("/?decision=refused&reason=replayed"), "next"));

        Assert.Equal(Odd(19, 1), Indices(second));
        Assert.Contains("<option value=\"refused\" selected>", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?decision=perhaps", "decision is neither granted nor refused.")]
    [InlineData("/?publisher=x", "publisher is not a UUID")]
    [InlineData("/?from=yesterday", "from is not an RFC 3339 time or date")]
    [InlineData("/?type=Unheard", "There is no such type of entry.")]
    [InlineData("/?project=a%00b", "A project&#x27;s name has at most 256 characters.")]
    public async Task A_filter_that_cannot_be_is_explained(string path, string explanation)
    {
        using var response = await browser.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(explanation, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/audit.css", "text/css")]
    [InlineData("/assets/audit.svg", "image/svg+xml")]
    public async Task Brings_its_own_style_and_icon(string path, string type)
    {
        using var response = await browser.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Asks_nothing_of_other_hosts()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));

        var addresses = Address().Matches(await PageAsync("/")).Select(match => match.Groups[1].Value);

        Assert.All(addresses, address => Assert.StartsWith("/", address, StringComparison.Ordinal));
    }

    private static IEnumerable<long> Odd(long from, long to) => Enumerable.Range(0, (int)((from - to) / 2) + 1).Select(i => from - (2 * i));

    private static IEnumerable<string> WordsOf(string page) => Words().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private static IEnumerable<long> Indices(string page) =>
        Item().Matches(page).Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

    private static string Link(string page, string relation) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"<a href=\"([^\"]*)\" rel=\"{relation}\"").Groups[1].Value);

    private async Task<string> PageAsync(string path)
    {
        using var response = await browser.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("<span class=\"words\">(.*?)</span>")]
    private static partial Regex Words();

    [GeneratedRegex("<li id=\"e(\\d+)\">")]
    private static partial Regex Item();

    [GeneratedRegex("(?:href|src|action)=\"([^\"]*)\"")]
    private static partial Regex Address();
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Tests.Reading;

namespace TrustedPublishing.Audit.Tests.Access;

/// <summary>What a token for one project sees of the ten entries of <see cref="SeededLog"/>.</summary>
public sealed class ScopeTests(SeededLog log) : IClassFixture<SeededLog>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sample.Project", "", "0 2 4 6 8")]
    [InlineData("SAMPLE_project", "order=newest", "8 6 4 2 0")]
    [InlineData("Sample.Project", "project=sample-project", "0 2 4 6 8")]
    [InlineData("Sample.Project", "project=other", "8")] // a refusal near both
    [InlineData("other", "project=sample-project&order=newest", "8")]
    [InlineData("other", "type=TokenMinted&after=3", "5 7")]
    [InlineData("unheard", "", "")]
    public async Task Lists_entries_about_its_project_alone(string project, string query, string expected)
    {
        using var client = (await IssuedToken.IssueAsync(log.Service, project)).Client(log.Service);

        var list = await client.GetFromJsonAsync<JsonObject>($"/api/entries?{query}", Cancel);

        Assert.Equal(expected, string.Join(' ', list!["entries"]!.AsArray().Select(entry => (long)entry!["index"]!)));
    }

    [Fact]
    public async Task Finds_by_the_projects_id_too()
    {
        using var client = (await IssuedToken.IssueAsync(log.Service, log.Sample.Id.ToString())).Client(log.Service);

        var list = await client.GetFromJsonAsync<JsonObject>("/api/entries?limit=2", Cancel);

        Assert.Equal([0L, 2L], list!["entries"]!.AsArray().Select(entry => (long)entry!["index"]!));
        Assert.NotNull(list["next"]);
    }

    [Theory]
    [InlineData(2, HttpStatusCode.OK)]
    [InlineData(8, HttpStatusCode.OK)]
    [InlineData(3, HttpStatusCode.NotFound)]
    [InlineData(9, HttpStatusCode.NotFound)]
    [InlineData(1_000_000, HttpStatusCode.NotFound)]
    public async Task Another_projects_entry_is_as_if_it_were_not_there(long index, HttpStatusCode status)
    {
        using var client = (await IssuedToken.IssueAsync(log.Service, "Sample.Project")).Client(log.Service);

        using var response = await client.GetAsync($"/api/entries/{index}", Cancel);

        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.NotFound)
        {
            Assert.Equal("unknown_entry", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_record_of_another_project_is_not_found_by_its_id()
    {
        using var client = (await IssuedToken.IssueAsync(log.Service, "other")).Client(log.Service);

        var list = await client.GetFromJsonAsync<JsonObject>($"/api/entries?record_id={log.Minted.Id}", Cancel);

        Assert.Empty(list!["entries"]!.AsArray());
    }

    [Fact]
    public async Task Streams_entries_about_its_project_alone()
    {
        using var client = (await IssuedToken.IssueAsync(log.Service, "other")).Client(log.Service);
        using var response = await client.GetAsync("/api/stream?after=-1", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var indices = new List<string>();

        while (!indices.Contains("8"))
        {
            if (await reader.ReadLineAsync(Cancel) is ['i', 'd', ':', ' ', .. var id])
            {
                indices.Add(id);
            }
        }

        Assert.Equal(["-1", "1", "3", "5", "7", "8"], indices);
    }

    [Theory]
    [InlineData("ndjson", 6)]
    [InlineData("cloudevents", 6)]
    [InlineData("ocsf", 6)]
    public async Task Exports_entries_about_its_project_alone(string format, int lines)
    {
        using var client = (await IssuedToken.IssueAsync(log.Service, "other")).Client(log.Service);

        var export = await client.GetStringAsync($"/api/export?format={format}&type=TokenMinted&type=ProjectCreated&type=TokenExchangeDenied", Cancel);

        Assert.Equal(lines, export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // five entries, and the end
        Assert.DoesNotContain("Project Sample.Project created", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_show_its_project_alone()
    {
        var token = await IssuedToken.IssueAsync(log.Service, "other");
        using var browser = log.Service.Client();
        browser.DefaultRequestHeaders.Add("Cookie", await AccessTests.SignInAsync(browser, token.Secret));

        var page = await browser.GetStringAsync("/", Cancel);
        var searched = await browser.GetStringAsync("/?project=sample.project", Cancel);
        var byRecord = await browser.GetStringAsync($"/?project={log.Minted.Id}", Cancel);

        Assert.Equal([8, 7, 5, 3, 1], Indices(page));
        Assert.Equal([8], Indices(searched));
        Assert.Empty(Indices(byRecord));

        static IEnumerable<long> Indices(string page) => System.Text.RegularExpressions.Regex.Matches(page, "<li id=\"e(\\d+)\">")
            .Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Where_nobody_said_who_reads_nothing_is_read()
    {
        await using var scope = log.Service.Services.CreateAsyncScope();
        var entries = scope.ServiceProvider.GetRequiredService<EntryReader>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => entries.FindAsync(2, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => entries.PageAsync(new PageRequest(EntryFilter.All, EntryOrder.Oldest, null, 10), Cancel));
    }
}

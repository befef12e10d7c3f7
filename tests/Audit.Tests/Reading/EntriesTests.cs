using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Reading;

public sealed class EntriesTests(SeededLog log) : IClassFixture<SeededLog>
{
    [Theory]
    [InlineData("", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("order=oldest", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("order=newest", "9 8 7 6 5 4 3 2 1 0")]
    [InlineData("limit=3", "0 1 2")]
    [InlineData("limit=3&order=newest", "9 8 7")]
    [InlineData("after=6", "7 8 9")]
    [InlineData("after=-1&limit=2", "0 1")]
    [InlineData("after=3&order=newest", "2 1 0")]
    [InlineData("after=9", "")]
    [InlineData("after=0&order=newest", "")]
    [InlineData("after=1000000", "")]
    [InlineData("project=Sample.Project", "0 2 4 6 8")]
    [InlineData("project=sample-project", "0 2 4 6 8")]
    [InlineData("project=SAMPLE__.-project", "0 2 4 6 8")]
    [InlineData("project=other&order=newest&after=5", "3 1")]
    [InlineData("project=sample-project&after=4", "6 8")]
    [InlineData("project=unheard", "")]
    [InlineData("project=", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("type=ProjectCreated", "0 1")]
    [InlineData("type=ProjectCreated&type=TokenExchangeDenied", "0 1 8 9")]
    [InlineData("type=ProviderKeysChanged", "")]
    [InlineData("record_id=0199a1b2-0000-7000-8000-000000000000", "")]
    [InlineData("record_id=", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("type=TokenMinted&project=other", "3 5 7")]
    [InlineData("decision=granted", "2 3 4 5 6 7")]
    [InlineData("decision=refused", "8 9")]
    [InlineData("decision=refused&order=newest", "9 8")]
    [InlineData("decision=refused&type=TokenMinted", "")]
    [InlineData("decision=refused&type=TokenExchangeDenied&type=TokenMinted", "8 9")]
    [InlineData("decision=&provider=&reason=&publisher=", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("provider=github", "2 3 4 5 6 7 8 9")]
    [InlineData("provider=github&provider=gitlab&limit=3&order=newest", "9 8 7")]
    [InlineData("provider=gitlab", "")]
    [InlineData("reason=workflow_mismatch", "8")]
    [InlineData("reason=workflow_mismatch&reason=replayed", "8 9")]
    [InlineData("reason=workflow_mismatch&reason=replayed&reason=unheard&order=newest&after=9", "8")]
    [InlineData("reason=replayed&project=other", "")]
    [InlineData("reason=workflow_mismatch&project=other&provider=github&decision=refused&type=TokenExchangeDenied", "8")]
    [InlineData("provider=github&project=other&to=2026-11-23T12:00:07Z&after=3", "5")]
    [InlineData("publisher=0199a1b2-0000-7000-8000-000000000000", "")]
    [InlineData("from=2026-11-23T12:00:08Z", "8 9")]
    [InlineData("to=2026-11-23T12:00:02Z", "0 1")]
    [InlineData("from=2026-11-23T12:00:02Z&to=2026-11-23T12:00:04Z", "2 3")]
    [InlineData("from=2026-11-23T13:00:08%2B01:00", "8 9")]
    [InlineData("from=2026-11-23T12:00:07.5Z", "8 9")]
    [InlineData("from=2026-11-23", "0 1 2 3 4 5 6 7 8 9")]
    [InlineData("from=2026-11-24", "")]
    public async Task Filters_and_orders(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', await log.Service.IndicesAsync(query)));

    [Fact]
    public async Task Finds_a_project_by_its_id() =>
        Assert.Equal("0 2 4 6 8", string.Join(' ', await log.Service.IndicesAsync($"project={log.Sample.Id.ToString().ToUpperInvariant()}")));

    [Fact]
    public async Task Finds_the_entry_of_a_record() => Assert.Equal("2", string.Join(' ', await log.Service.IndicesAsync($"record_id={log.Minted.Id}")));

    [Fact]
    public async Task Finds_the_entries_of_a_publisher() =>
        Assert.Equal("2", string.Join(' ', await log.Service.IndicesAsync($"publisher={log.Minted.Body.GetProperty("publisher_id").GetString()!.ToUpperInvariant()}&provider=github")));

    [Theory]
    [InlineData("limit=3", "0 1 2 | 3 4 5 | 6 7 8 | 9")]
    [InlineData("limit=5&order=newest", "9 8 7 6 5 | 4 3 2 1 0")]
    [InlineData("limit=2&project=Sample.Project&order=newest", "8 6 | 4 2 | 0")]
    [InlineData("limit=3&provider=github&decision=granted&order=newest", "7 6 5 | 4 3 2")]
    [InlineData("limit=1&reason=replayed&reason=workflow_mismatch", "8 | 9")]
    [InlineData("limit=4&type=TokenMinted&type=ProjectCreated&from=2026-11-23T12:00:01%2B00:00", "1 2 3 4 | 5 6 7")]
    public async Task Next_leads_through_all_pages(string query, string expected)
    {
        var pages = new List<string>();

        for (var next = $"/api/entries?{query}"; next is not null;)
        {
            var page = await log.Service.GetAsync(next);
            pages.Add(string.Join(' ', page["entries"]!.AsArray().Select(entry => (long)entry!["index"]!)));
            next = (string?)page["next"];
        }

        Assert.Equal(expected, string.Join(" | ", pages));
    }

    [Fact]
    public async Task Shows_the_whole_entry()
    {
        var entry = await log.Service.GetAsync("/api/entries/2");

        var canonical = Convert.FromBase64String((string)entry["canonical"]!);
        Assert.Equal(
            ["index", "record_id", "producer", "sequence", "type", "occurred_at", "appended_at", "trace_id", "summary", "body", "personal", "canonical", "leaf_hash"],
            entry.Select(member => member.Key));
        Assert.Equal((2, log.Minted.Id, "token-exchange", 1), ((long)entry["index"]!, (Guid)entry["record_id"]!, (string)entry["producer"]!, (long)entry["sequence"]!));
        Assert.Equal(("TokenMinted", "2026-11-23T12:00:02.000000Z", Records.TraceId), ((string)entry["type"]!, (string)entry["occurred_at"]!, (string)entry["trace_id"]!));
        Assert.Equal("Minted a token for Sample.Project — GitHub octo-org/sampleproject release.yml", (string)entry["summary"]!);
        Assert.Equal(Convert.ToHexStringLower(TreeHash.Leaf(canonical)), (string)entry["leaf_hash"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(canonical)!["body"], entry["body"]));
    }

    [Fact]
    public async Task A_reader_can_check_every_digest()
    {
        var entry = await log.Service.GetAsync("/api/entries/2");

        var personal = entry["personal"]!.AsObject();
        Assert.Equal(["actor", "repository"], personal.Select(field => field.Key).Order(StringComparer.Ordinal));
        foreach (var (field, shown) in personal)
        {
            var digest = PersonalDigest.Of(Convert.FromBase64String((string)shown!["salt"]!), field, Encoding.UTF8.GetBytes((string)shown["value"]!));
            Assert.Equal(digest, (string)entry["body"]!["personal"]![field]!);
        }
    }

    [Fact]
    public async Task What_was_erased_is_gone_and_the_entry_stands()
    {
        var entry = await log.Service.GetAsync("/api/entries/4");

        Assert.Equal(["repository"], entry["personal"]!.AsObject().Select(field => field.Key));
        Assert.Equal(64, ((string)entry["body"]!["personal"]!["actor"]!).Length);
        Assert.DoesNotContain("octocat", entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/entries/10")]
    [InlineData("/api/entries/-1")]
    [InlineData("/api/entries/9223372036854775807")]
    public async Task An_index_that_is_not_there_is_not_found(string path)
    {
        using var response = await log.Service.Auditor.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("unknown_entry", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-5", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("after=x", "after")]
    [InlineData("after=1.5", "after")]
    [InlineData("order=up", "order")]
    [InlineData("order=Newest", "order")]
    [InlineData("type=tokenminted", "type")]
    [InlineData("type=TokenMinted&type=Unheard", "type")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-11-23T12:00:00+01:00", "from")]
    [InlineData("from=2026-02-30", "from")]
    [InlineData("to=23.11.2026", "to")]
    [InlineData("from=2026-11-23&to=2026-11-23", "to")]
    [InlineData("project=a&project=b", "project")]
    [InlineData("project=a%00b", "project")]
    [InlineData("record_id=2", "record_id")]
    [InlineData("record_id={0199a1b2-0000-7000-8000-000000000000}", "record_id")]
    [InlineData("projct=a", "projct")]
    [InlineData("decision=denied", "decision")]
    [InlineData("decision=Granted", "decision")]
    [InlineData("decision=granted&decision=refused", "decision")]
    [InlineData("provider=GitHub", "provider")]
    [InlineData("provider=github&provider=git%20hub", "provider")]
    [InlineData("reason=a%00b", "reason")]
    [InlineData("reason=workflow%20mismatch", "reason")]
    [InlineData("publisher=github", "publisher")]
    [InlineData("publisher=0199a1b2-0000-7000-8000-000000000000&publisher=0199a1b2-0000-7000-8000-000000000001", "publisher")]
    [InlineData("before=3", "before")]
    public async Task A_mistake_in_the_query_is_named(string query, string parameter)
    {
        using var response = await log.Service.Auditor.GetAsync($"/api/entries?{query}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("invalid_parameter", problem.GetProperty("code").GetString());
        Assert.Equal([parameter], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Describes_itself()
    {
        using var client = log.Service.Client();

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "/api/entries",
                "/api/entries/{index}",
                "/api/erasures",
                "/api/export",
                "/api/stream",
                "/api/tallies",
                "/api/tokens",
                "/api/tokens/{id}",
                "/api/webhooks",
                "/api/webhooks/{id}",
                "/api/webhooks/{id}/dead-letters",
                "/api/webhooks/{id}/pause",
                "/api/webhooks/{id}/replay",
                "/api/webhooks/{id}/resume",
                "/api/webhooks/{id}/rotate-secret",
                "/log/checkpoint",
                "/log/key",
                "/log/key-handovers",
                "/log/proof/consistency",
                "/log/proof/inclusion",
                "/log/tile/entries/{tile}",
                "/log/tile/{level}/{tile}",
            ],
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Audit.Charts;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Access;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Contracts;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Charts;

public sealed class TallyTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private static readonly ProjectRef[] Projects = [Records.Project("Sample.Project"), Records.Project("other")];

    private AuditLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task The_numbers_are_those_of_the_log_for_every_kind_hour_provider_and_reason()
    {
        await log.AppendAsync(EntryTypes.PublisherConfig, Records.Created(1, Projects[0]));
        await log.ExchangeAppendsAsync(Counted.Mixed(5000, Records.Noon, Projects));
        log.StartReader();

        await UntilCountedAsync();

        await AssertExactAsync("");
        Assert.Equal(5000, await SumAsync("reason = ''"));
    }

    [Fact]
    public async Task Each_entry_is_counted_exactly_once_whatever_dies()
    {
        const int Count = 6000;
        var appending = Task.Run(async () =>
        {
            foreach (var records in Counted.Mixed(Count, Records.Noon, Projects).Chunk(100))
            {
                await log.ExchangeAppendsAsync(records);
            }
        }, Cancel);
        for (var i = 0; i < 6; i++)
        {
            await using var dying = log.StartReader();
            await Task.Delay(150, Cancel);
            // In the middle of whatever they are doing, as when a machine dies.
            await log.TamperAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%tall%'; UPDATE entries SET type = type WHERE index = 0");
        }

        log.StartReader();
        log.StartReader();
        await appending;
        await UntilCountedAsync();

        await AssertExactAsync("");
        Assert.Equal(Count, await SumAsync("reason = ''"));
    }

    [Fact]
    public async Task Neither_numbers_nor_place_are_there_without_the_other()
    {
        await log.ExchangeAppendsAsync(Counted.Mixed(100, Records.Noon, Projects));
        await log.TamperAsync("DO $$ BEGIN EXECUTE format('REVOKE UPDATE ON tally_places FROM %I; GRANT UPDATE (scope) ON tally_places TO %I', current_database(), current_database()); END $$; UPDATE entries SET type = type WHERE index = 0");
        var service = log.StartReader();
        await UntilHealthAsync(service, HealthStatus.Degraded);
        Assert.Equal(0, await log.CountAsync("tallies"));

        await log.TamperAsync("DO $$ BEGIN EXECUTE format('GRANT UPDATE ON tally_places TO %I', current_database()); END $$; UPDATE entries SET type = type WHERE index = 0");

        await UntilCountedAsync();
        await AssertExactAsync("");
        await UntilHealthAsync(service, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Two_that_count_at_once_count_nothing_twice()
    {
        await log.ExchangeAppendsAsync(Counted.Mixed(5000, Records.Noon, Projects));
        var project = ProjectKey.Of(Projects[0].Id);
        var counters = Enumerable.Range(0, 4).Select(_ => new TallyCounter(log.Database)).ToArray();
        await Task.WhenAll(counters.Select(counter => counter.BeginAsync(project, Cancel)));

        for (var i = 0; i < 5; i++)
        {
            await Task.WhenAll(counters.SelectMany(counter => new[] { counter.CountAsync("", Cancel), counter.CountAsync(project, Cancel) }));
        }

        await AssertExactAsync("");
        await AssertExactAsync(project);
    }

    [Fact]
    public async Task Who_may_see_one_project_sees_the_numbers_of_its_entries_alone()
    {
        await log.ExchangeAppendsAsync(Counted.Mixed(3000, DateTimeOffset.UtcNow, Projects));
        var service = log.StartReader();
        using var sample = (await IssuedToken.IssueAsync(service, "sample_project")).Client(service);
        using var byId = (await IssuedToken.IssueAsync(service, Projects[0].Id.ToString())).Client(service);

        var numbers = (await sample.GetFromJsonAsync<JsonObject>("/api/tallies?last=30d", Cancel))!;
        var same = (await byId.GetFromJsonAsync<JsonObject>("/api/tallies?last=30d", Cancel))!;
        var asked = await service.GetAsync("/api/tallies?last=30d&project=sample.project");

        Assert.Equal("sample-project", (string)numbers["project"]!);
        await AssertExactAsync("sample-project");
        await AssertExactAsync(ProjectKey.Of(Projects[0].Id));
        Assert.Equal(await CountAsync(sample, "decision=granted"), (long)numbers["total"]!["granted"]!);
        Assert.Equal(await CountAsync(sample, "decision=refused"), (long)numbers["total"]!["refused"]!);
        Assert.DoesNotContain("malformed_request", numbers.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((string[])["total", "buckets", "reasons", "providers"], ((string[])["total", "buckets", "reasons", "providers"]).Where(part =>
            JsonNode.DeepEquals(numbers[part], same[part]) && JsonNode.DeepEquals(numbers[part], asked[part])));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("nobody-knows-it")]
    public async Task Of_another_project_a_reader_of_one_is_told_nothing(string project)
    {
        await log.ExchangeAppendsAsync(Counted.Mixed(10, DateTimeOffset.UtcNow, Projects));
        var service = log.StartReader();
        using var client = (await IssuedToken.IssueAsync(service, "sample-project")).Client(service);

        using var answer = await client.GetAsync($"/api/tallies?project={project}", Cancel);

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        problem.Remove("trace_id");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            """{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"The query string is not valid.","status":400,"code":"invalid_parameter","errors":{"project":["is not the one that your token is for. Leave it out."]}}""",
            problem.ToJsonString());
    }

    [Fact]
    public async Task A_project_of_which_there_is_nothing_costs_nothing()
    {
        await log.ExchangeAppendsAsync(Counted.Mixed(10, DateTimeOffset.UtcNow, Projects));
        var service = log.StartReader();

        var numbers = await service.GetAsync("/api/tallies?project=nobody-knows-it");

        Assert.Equal((0, 9, 9), ((long)numbers["total"]!["granted"]!, (long)numbers["counted_to"]!, (long)numbers["head"]!));
        Assert.Equal(1, await log.CountAsync("tally_places"));
    }

    [Theory]
    [InlineData("last=1y", "last", "is not one of 24h, 7d, 30d, 90d.")]
    [InlineData("to=tomorrow", "to", "is not an RFC 3339 time or date, for example 2026-11-23T09:30:00Z (+ is %2B in a URL).")]
    [InlineData("provider=Git%20Hub", "provider", "is not a code: up to 64 lower-case letters, digits, dots, hyphens and underscores.")]
    [InlineData("reason=expired", "reason", "is not a parameter here.")]
    [InlineData("last=7d&last=24h", "last", "is given more than once.")]
    public async Task What_cannot_be_asked_is_explained(string query, string parameter, string mistake)
    {
        var service = log.StartReader();

        using var answer = await service.Auditor.GetAsync($"/api/tallies?{query}", Cancel);

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        Assert.Equal((HttpStatusCode.BadRequest, mistake), (answer.StatusCode, (string)problem["errors"]![parameter]![0]!));
    }

    private async Task AssertExactAsync(string scope)
    {
        var within = scope.Length == 0 ? "true" : $"index IN (SELECT entry_index FROM entry_facets WHERE kind = 1 AND value = '{scope}')";
        var counted = await RowsAsync($"SELECT hour, type, provider, reason, entries, exchanges FROM tallies WHERE scope = '{scope}'");
        var expected = await RowsAsync(
            $"""
            WITH body AS (
                SELECT index, date_trunc('hour', occurred_at, 'UTC') AS hour, type, coalesce(provider.value, '') AS provider, convert_from(canonical, 'UTF8')::jsonb -> 'body' -> 'counts' AS counts
                FROM entries LEFT JOIN entry_facets AS provider ON provider.kind = 2 AND provider.entry_index = index
                WHERE type IN ('TokenMinted', 'TokenExchangeDenied', 'ExchangeRefusalsSummarised') AND {within})
            SELECT hour, type, provider, '', count(*), sum(coalesce((SELECT sum((one ->> 'count')::bigint) FROM jsonb_array_elements(counts) AS one), 1))::bigint
            FROM body GROUP BY 1, 2, 3
            UNION ALL
            SELECT hour, type, provider, facet.value, count(*),
                   sum(coalesce((SELECT sum((one ->> 'count')::bigint) FROM jsonb_array_elements(counts) AS one WHERE one ->> 'reason' = facet.value), 1))::bigint
            FROM body JOIN entry_facets AS facet ON facet.kind = 3 AND facet.entry_index = index GROUP BY 1, 2, 3, 4
            """);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = log.Database.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var rows = new List<string>();
        while (await row.ReadAsync(Cancel))
        {
            rows.Add($"{row.GetFieldValue<DateTimeOffset>(0):O} {row.GetString(1)} {row.GetString(2)} {row.GetString(3)}: {row.GetInt64(4)} {row.GetInt64(5)}");
        }

        return rows;
    }

    private async Task<long> SumAsync(string condition)
    {
        await using var command = log.Database.CreateCommand($"SELECT sum(entries)::bigint FROM tallies WHERE scope = '' AND {condition}");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task<long> CountAsync(HttpClient client, string query)
    {
        var count = 0L;
        for (var next = $"/api/entries?limit=1000&{query}"; next is not null;)
        {
            var page = (await client.GetFromJsonAsync<JsonObject>(next, Cancel))!;
            count += page["entries"]!.AsArray().Count;
            next = (string?)page["next"];
        }

        return count;
    }

    private async Task UntilCountedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var command = log.Database.CreateCommand("SELECT (SELECT position FROM tally_places WHERE scope = '') = (SELECT max(index) FROM entries)");
        while (!(bool)(await command.ExecuteScalarAsync(limit.Token))!)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task UntilHealthAsync(AuditService service, HealthStatus status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var health = service.Services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync(check => check.Name == "tallies", limit.Token)).Status != status)
        {
            await Task.Delay(50, limit.Token);
        }
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Access;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Alerts;

public sealed class AlertTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private static readonly (string, string) On = ("Alerts:Enabled", "true");

    private AuditLog log = null!;
    private long sequence;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task An_alert_is_an_entry_that_names_what_caused_it()
    {
        var service = log.StartReader(On);
        var project = Records.Project("sampleproject");
        await AppendAsync(Watched.Minted(project), Watched.Minted(project, "6666"));

        var alert = Assert.Single(await AlertsAsync(service, 1));

        Assert.Equal((2L, "audit", 1L), ((long)alert["index"]!, (string)alert["producer"]!, (long)alert["sequence"]!));
        Assert.Equal("Alert: first publish of sampleproject from another repository (repository_id 6666) — entry 1", (string)alert["summary"]!);
        Assert.Equal(
            ["entries", "issuer", "projects", "provider", "publisher_id", "rule", "value", "what"],
            alert["body"]!.AsObject().Select(member => member.Key));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("[1]"), alert["body"]!["entries"]));
        Assert.Equal("2", string.Join(" ", await service.IndicesAsync("type=AlertRaised&project=sampleproject&provider=github")));
    }

    [Fact]
    public async Task Who_may_see_one_project_sees_its_alerts()
    {
        var service = log.StartReader(On);
        var (project, other) = (Records.Project("sampleproject"), Records.Project("other"));
        await AppendAsync(Watched.Minted(project), Watched.Minted(other), Watched.Minted(project, "6666"), Watched.Minted(other, "7777"));
        await AlertsAsync(service, 2);
        using var client = (await IssuedToken.IssueAsync(service, "other")).Client(service);

        var list = await client.GetFromJsonAsync<JsonObject>("/api/entries?type=AlertRaised", Cancel);

        Assert.Contains("of other from", (string)Assert.Single(list!["entries"]!.AsArray())!["summary"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switched_off_rule_raises_nothing_and_learns_on()
    {
        var off = log.StartReader(On, ("Alerts:Off:0", "new_source"));
        var project = Records.Project("sampleproject");
        await AppendAsync(Watched.Minted(project), Watched.Minted(project, "6666"), Watched.Denied("already_used", project));
        Assert.Equal("replay", (string)Assert.Single(await AlertsAsync(off, 1))["body"]!["rule"]!);
        await off.DisposeAsync();

        var on = log.StartReader(On);
        await AppendAsync(Watched.Minted(project, "6666"), Watched.Minted(project, "7777"));

        var alerts = await AlertsAsync(on, 2);
        Assert.Equal(("new_source", "repository_id 7777"), ((string)alerts[1]["body"]!["rule"]!, (string)alerts[1]["body"]!["value"]!));
    }

    [Fact]
    public async Task What_was_in_the_log_before_there_were_rules_is_learnt_and_not_raised()
    {
        var project = Records.Project("sampleproject");
        await AppendAsync(Watched.Minted(project), Watched.Minted(project, "6666"), Watched.Denied("already_used", project));
        await log.TamperAsync("UPDATE alert_position SET quiet_until = (SELECT max(index) FROM entries)"); // as the migration does
        var service = log.StartReader(On);

        await AppendAsync(Watched.Minted(project, "6666"), Watched.Minted(project, "7777"));

        var alert = Assert.Single(await AlertsAsync(service, 1));
        Assert.Equal("repository_id 7777", (string)alert["body"]!["value"]!);
    }

    [Fact]
    public async Task Neither_alert_nor_position_is_there_without_the_other()
    {
        var project = Records.Project("sampleproject");
        await AppendAsync(Watched.Minted(project), Watched.Minted(project, "6666"));
        await log.TamperAsync("DO $$ BEGIN EXECUTE format('REVOKE INSERT ON entries FROM %I', current_database()); END $$");
        var service = log.StartReader(On);
        await UntilHealthAsync(service, HealthStatus.Degraded);
        Assert.Equal((2, 0), (await log.CountAsync("entries"), await log.CountAsync("alert_memory")));

        await log.TamperAsync("DO $$ BEGIN EXECUTE format('GRANT INSERT ON entries TO %I', current_database()); END $$");

        Assert.Single(await AlertsAsync(service, 1));
        await UntilHealthAsync(service, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Each_entry_is_looked_at_exactly_once_whatever_dies()
    {
        const int Count = 1500;
        var appending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i += 50)
            {
                // A publisher of its own each: every one is an alert of its own.
                await AppendAsync([.. Enumerable.Range(i, 50).Select(_ => Watched.Denied("pinned_id_mismatch", repository: null, publisher: Guid.CreateVersion7(), issuer: $"https://{Guid.NewGuid():N}.example"))]);
            }
        }, Cancel);
        for (var i = 0; i < 6; i++)
        {
            await using var dying = log.StartReader(On);
            await Task.Delay(150, Cancel);
            // In the middle of whatever they are doing, as when a machine dies.
            await log.TamperAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%alert_%'");
        }

        var (one, two) = (log.StartReader(On), log.StartReader(On));
        await appending;
        var alerts = await AlertsAsync(one, Count);

        var causes = alerts.Select(alert => (long)Assert.Single(alert["body"]!["entries"]!.AsArray())!).ToList();
        Assert.Equal(Count, causes.Distinct().Count());
        Assert.Equal(await one.IndicesOfAllAsync("type=TokenExchangeDenied"), causes.Order());
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), alerts.Select(alert => (long)alert["sequence"]!));
        Assert.Equal(2 * Count, await log.CountAsync("entries"));
        Assert.NotSame(one, two);
    }

    [Fact]
    public async Task An_entry_that_no_rule_can_read_stops_none_of_them()
    {
        var service = log.StartReader(On);
        var project = Records.Project("sampleproject");
        var hostile = Watched.Denied("already_used", project);
        var nulls = hostile.Body.Deserialize<JsonObject>()!;
        nulls["claims"] = null;
        nulls["issuer"] = null;

        await AppendAsync(hostile with { Body = JsonSerializer.SerializeToElement(nulls) }, Watched.Denied("already_used", project, "2002"));

        Assert.Contains(await AlertsAsync(service, 1), alert => (long)alert["body"]!["entries"]![0]! == 1);
    }

    /// <summary>The alerts once there are at least so many and nothing is left to look at.</summary>
    private async Task<IReadOnlyList<JsonNode>> AlertsAsync(AuditService service, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var command = log.Database.CreateCommand(
            "SELECT (SELECT count(*) FROM entries WHERE type = 'AlertRaised') >= $1 AND (SELECT position FROM alert_position) = (SELECT max(index) FROM entries)");
        command.Parameters.AddWithValue(count);
        while (!(bool)(await command.ExecuteScalarAsync(limit.Token))!)
        {
            await Task.Delay(50, limit.Token);
        }

        var alerts = new List<JsonNode>();
        for (var next = "/api/entries?type=AlertRaised&limit=1000"; next is not null;)
        {
            var page = await service.GetAsync(next);
            alerts.AddRange(page["entries"]!.AsArray().Select(entry => entry!));
            next = (string?)page["next"];
        }

        return alerts;
    }

    private static async Task UntilHealthAsync(AuditService service, HealthStatus status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var health = service.Services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync(check => check.Name == "alerts", limit.Token)).Status != status)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private Task<IReadOnlyList<PlannedEntry>> AppendAsync(params Record[] records) =>
        log.AppendAsync(EntryTypes.TokenExchange, records.Select(record => record with { Sequence = ++sequence }));
}

using Npgsql;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Reading;

/// <summary>
/// What a page costs, counted in rows that the database touched and not in time. All of the log's 60,000 entries are GitHub's and one in ten is
/// refused: as expired in the first half, as no_publisher in the second; two had a reason that nobody else had. One comes a second; the clock of two
/// was a year off.
/// </summary>
public sealed class EntryFinderTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 60_000;
    private const int Limit = 20;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EntryFilter GitHub = new() { Providers = ["github"] };
    private AuditLog log = null!;
    private NpgsqlDataSource oneConnection = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        oneConnection = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(log.ConnectionString) { MaxPoolSize = 1 });
        await log.ExecuteAsync($"""
            INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical, leaf_hash)
            SELECT i, gen_random_uuid(), 'token-exchange', i + 1, CASE WHEN i % 10 = 0 THEN 'TokenExchangeDenied' ELSE 'TokenMinted' END,
                '2026-01-01T00:00:00Z'::timestamptz + i * interval '1 second' + CASE i WHEN 20000 THEN interval '1 year' WHEN 40000 THEN interval '-1 year' ELSE interval '0' END, now(), '', sha256('x')
            FROM generate_series(0, {Entries - 1}) AS i;
            INSERT INTO time_blocks SELECT index / 256, min(occurred_at), max(occurred_at) FROM entries GROUP BY 1 HAVING count(*) = 256;
            INSERT INTO entry_facets (kind, value, entry_index) SELECT 2, 'github', i FROM generate_series(0, {Entries - 1}) AS i;
            INSERT INTO entry_facets (kind, value, entry_index) SELECT 3, CASE WHEN i < {Entries / 2} THEN 'expired' ELSE 'no_publisher' END, i FROM generate_series(0, {Entries - 1}, 10) AS i;
            INSERT INTO entry_facets (kind, value, entry_index) VALUES (3, 'rare', 20), (3, 'rare', {Entries - 10});
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await oneConnection.DisposeAsync();
        await log.DisposeAsync();
    }

    [Fact]
    public async Task A_page_costs_what_its_rarest_part_costs_and_never_the_log()
    {
        (string Which, EntryFilter Filter, EntryOrder Order, long? After, int Found)[] pages =
        [
            ("all", EntryFilter.All, EntryOrder.Oldest, null, Limit),
            ("newest", EntryFilter.All, EntryOrder.Newest, null, Limit),
            ("rare", new EntryFilter { Reasons = ["rare"] }, EntryOrder.Oldest, null, 2),
            ("rare of common", GitHub with { Reasons = ["unheard", "rare"], Types = ["TokenExchangeDenied"], Decision = Decision.Refused }, EntryOrder.Newest, null, 2),
            ("rare after", GitHub with { Reasons = ["rare"] }, EntryOrder.Oldest, 20, 1),
            ("unheard", GitHub with { Reasons = ["unheard"] }, EntryOrder.Oldest, null, 0),
            ("no such publisher", GitHub with { Publisher = Guid.NewGuid(), Decision = Decision.Granted }, EntryOrder.Newest, null, 0),
            ("no such record", GitHub with { RecordId = Guid.NewGuid() }, EntryOrder.Oldest, null, 0),
            ("common", GitHub with { Decision = Decision.Granted }, EntryOrder.Oldest, 30_000, Limit),
            ("the other half", GitHub with { Reasons = ["no_publisher"], Decision = Decision.Refused }, EntryOrder.Oldest, null, Limit),
            ("the first half from behind", GitHub with { Reasons = ["expired"] }, EntryOrder.Newest, null, Limit),
            ("two reasons", GitHub with { Reasons = ["no_publisher", "expired"] }, EntryOrder.Newest, null, Limit),
        ];
        var finder = new EntryFinder(oneConnection);

        foreach (var (which, filter, order, after, expected) in pages)
        {
            var before = await TouchedAsync();
            var found = await finder.FindAsync(new PageRequest(filter, order, after, Limit), TestContext.Current.CancellationToken);
            var touched = await TouchedAsync() - before;

            Assert.True(found.Count == expected, $"{which}: found {found.Count}");
            Assert.True(touched <= 400, $"{which}: {touched} rows were touched");
        }
    }

    [Fact]
    public async Task A_page_of_a_time_costs_no_more_wherever_the_time_lies()
    {
        var (middle, end) = (Begin.AddSeconds(30_000), Begin.AddSeconds(Entries));
        (string Which, EntryFilter Filter, EntryOrder Order, long? After, long[] First, int Found)[] pages =
        [
            ("from", new() { From = middle }, EntryOrder.Oldest, null, [20_000, 30_000, 30_001], Limit),
            ("to, newest", new() { To = middle }, EntryOrder.Newest, null, [40_000, 29_999, 29_998], Limit),
            ("from, newest", new() { From = middle }, EntryOrder.Newest, null, [59_999, 59_998], Limit),
            ("between", new() { From = middle, To = middle.AddSeconds(3) }, EntryOrder.Oldest, null, [30_000, 30_001, 30_002], 3),
            ("after a cursor", new() { From = middle }, EntryOrder.Oldest, 30_007, [30_008], Limit),
            ("before a cursor", new() { To = middle }, EntryOrder.Newest, 29_700, [29_699], Limit),
            ("at the end", new() { From = end.AddSeconds(-5) }, EntryOrder.Oldest, null, [20_000, 59_995], 6),
            ("never", new() { From = end.AddYears(1) }, EntryOrder.Oldest, null, [], 0),
            ("long ago", new() { To = Begin.AddYears(-1).AddSeconds(40_001) }, EntryOrder.Newest, null, [40_000], 1),
            ("common", GitHub with { Decision = Decision.Refused, From = middle }, EntryOrder.Oldest, null, [20_000, 30_000, 30_010], Limit),
            ("common, newest", GitHub with { Decision = Decision.Granted, To = middle }, EntryOrder.Newest, null, [29_999, 29_998], Limit),
            ("rare", GitHub with { Reasons = ["rare"], From = middle }, EntryOrder.Oldest, null, [Entries - 10], 1),
        ];
        var finder = new EntryFinder(oneConnection);

        foreach (var (which, filter, order, after, first, expected) in pages)
        {
            var before = await TouchedAsync();
            var found = await finder.FindAsync(new PageRequest(filter, order, after, Limit), TestContext.Current.CancellationToken);
            var touched = await TouchedAsync() - before;

            Assert.Equal((which, expected), (which, found.Count));
            Assert.Equal(first, found.Take(first.Length));
            Assert.True(touched <= 3000, $"{which}: {touched} rows were touched");
        }
    }

    [Fact]
    public async Task What_is_often_on_one_list_and_never_on_both_is_walked_in_few_steps()
    {
        var before = await TouchedAsync();

        var found = await new EntryFinder(oneConnection).FindAsync(
            new PageRequest(new EntryFilter { Reasons = ["expired"], Types = ["TokenMinted"] }, EntryOrder.Oldest, null, Limit), TestContext.Current.CancellationToken);

        Assert.Empty(found);
        // 3,000 refusals and as many looked up, beside some of the 54,000 grants.
        Assert.InRange(await TouchedAsync() - before, 6_000, 20_000);
    }

    [Fact]
    public async Task A_page_is_the_same_as_by_looking_at_everything()
    {
        var finder = new EntryFinder(oneConnection);
        var found = new List<long>();
        for (long? after = null; ;)
        {
            var page = await finder.FindAsync(new PageRequest(GitHub with { Reasons = ["expired", "rare", "no_publisher"] }, EntryOrder.Newest, after, 700), TestContext.Current.CancellationToken);
            found.AddRange(page);
            if (page.Count < 700)
            {
                break;
            }
            after = page[^1];
        }

        Assert.Equal(Enumerable.Range(0, Entries / 10).Select(i => i * 10L).Reverse(), found);
    }

    /// <summary>Rows read from indexes and tables so far, by the one connection there is.</summary>
    private async Task<long> TouchedAsync()
    {
        await using var connection = await oneConnection.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var flush = new NpgsqlCommand("SELECT pg_stat_force_next_flush()", connection);
        await flush.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var read = new NpgsqlCommand(
            "SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes) + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)", connection);
        return (long)(decimal)(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}

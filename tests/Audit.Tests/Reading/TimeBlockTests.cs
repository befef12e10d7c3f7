using Npgsql;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Reading;

public sealed class TimeBlockTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private readonly Random random = new(5);
    private AuditLog log = null!;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task A_block_is_written_with_its_last_entry_however_the_batches_fall()
    {
        var (next, whole) = (1, new List<int>());
        foreach (var count in (int[])[100, 155, 1, 300, 211, 1, 600])
        {
            await log.ExchangeAppendsAsync(Enumerable.Range(next, count).Select(At));
            next += count;
            Assert.Equal(await ExpectedAsync(), await BlocksAsync());
            whole.Add((await BlocksAsync()).Count);
        }

        Assert.Equal([0, 0, 1, 2, 2, 3, 5], whole);
    }

    [Fact]
    public async Task Blocks_that_an_earlier_version_did_not_write_come_with_the_next()
    {
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 900).Select(At));
        await log.TamperAsync("DELETE FROM time_blocks WHERE index > 0");

        await log.ExchangeAppendsAsync(Enumerable.Range(901, 300).Select(At));

        Assert.Equal(4, (await BlocksAsync()).Count);
        Assert.Equal(await ExpectedAsync(), await BlocksAsync());
    }

    [Fact]
    public async Task A_page_by_time_is_the_same_as_by_looking_at_everything()
    {
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 1000).Select(At));
        await log.TamperAsync("DELETE FROM time_blocks WHERE index = 2");
        var times = await TimesAsync();
        var finder = new EntryFinder(log.Database);

        for (var i = 0; i < 60; i++)
        {
            var from = Records.Noon.AddSeconds(random.Next(-50, 1100));
            var filter = new EntryFilter
            {
                From = i % 3 == 0 ? null : from,
                To = i % 3 == 1 ? null : from.AddSeconds(random.Next(0, 400)),
                Types = i % 4 == 0 ? ["TokenMinted"] : [],
            };
            var (order, after, limit) = (i % 2 == 0 ? EntryOrder.Oldest : EntryOrder.Newest, random.Next(3) == 0 ? (long?)null : random.Next(1000), random.Next(1, 300));

            var expected = times.Where(entry => !(entry.Time < filter.From) && !(entry.Time >= filter.To)
                && (after is null || (order == EntryOrder.Oldest ? entry.Index > after : entry.Index < after))).Select(entry => entry.Index);
            var found = await finder.FindAsync(new PageRequest(filter, order, after, limit), TestContext.Current.CancellationToken);

            Assert.Equal((order == EntryOrder.Oldest ? expected.Order() : expected.OrderDescending()).Take(limit), found);
        }
    }

    /// <summary>About a second apart, and some come late.</summary>
    private Record At(int i) => Records.Minted(i) with { OccurredAt = Records.Noon.AddSeconds(i - (random.Next(20) == 0 ? random.Next(400) : 0)) };

    private Task<List<(long, DateTime, DateTime)>> BlocksAsync() => ReadAsync("SELECT index, earliest, latest FROM time_blocks ORDER BY 1");

    private Task<List<(long, DateTime, DateTime)>> ExpectedAsync() =>
        ReadAsync("SELECT index / 256, min(occurred_at), max(occurred_at) FROM entries GROUP BY 1 HAVING count(*) = 256 ORDER BY 1");

    private async Task<List<(long Index, DateTime Time)>> TimesAsync() =>
        [.. (await ReadAsync("SELECT index, occurred_at, occurred_at FROM entries")).Select(row => (row.Item1, row.Item2))];

    private async Task<List<(long, DateTime, DateTime)>> ReadAsync(string sql)
    {
        await using var command = log.Database.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<(long, DateTime, DateTime)>();
        while (await row.ReadAsync())
        {
            rows.Add((row.GetInt64(0), row.GetDateTime(1), row.GetDateTime(2)));
        }
        return rows;
    }
}

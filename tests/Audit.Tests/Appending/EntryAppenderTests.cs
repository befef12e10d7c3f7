using System.Text;
using System.Text.Json;
using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Appending;

public sealed class EntryAppenderTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Two_replicas_that_get_the_same_batches_append_each_record_once()
    {
        var batches = Enumerable.Range(0, 20).Select(batch => Enumerable.Range(1, 10).Select(i => Records.Minted((batch * 10) + i)).ToArray()).ToArray();
        await using var otherDatabase = NpgsqlDataSource.Create(log.ConnectionString);
        var other = new EntryAppender(otherDatabase, TimeProvider.System);

        await Task.WhenAll(AppendAllAsync(log.Appender), AppendAllAsync(other), AppendAllAsync(log.Appender));

        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => ((long)i, "token-exchange", (long)i + 1, "TokenMinted")),
            await log.EntriesAsync());
        Assert.Equal(400, await log.CountAsync("personal_values"));

        async Task AppendAllAsync(EntryAppender appender)
        {
            foreach (var batch in batches)
            {
                await appender.AppendAsync(EntryTypes.TokenExchange, [.. batch.Select(record => new Arrival(record))], TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task Producers_that_speak_at_once_share_one_index_without_gaps()
    {
        await Task.WhenAll(SpeakAsync(EntryTypes.PublisherConfig, i => Records.Created(i)), SpeakAsync(EntryTypes.TokenExchange, i => Records.Minted(i)));

        var entries = await log.EntriesAsync();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), entries.Select(entry => entry.Index));
        foreach (var producer in entries.GroupBy(entry => entry.Producer))
        {
            Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), producer.Select(entry => entry.Sequence));
        }

        async Task SpeakAsync(string producer, Func<long, Record> record)
        {
            for (var i = 1; i <= 50; i++)
            {
                await log.AppendAsync(producer, record(i));
            }
        }
    }

    [Fact]
    public async Task An_append_that_is_given_up_leaves_no_hole()
    {
        var record = Records.Minted(1);
        await using (var blocker = await log.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", blocker) { Parameters = { new() { Value = 0x6175_6469_745f_6c6f } } };
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => log.Appender.AppendAsync(EntryTypes.TokenExchange, [new Arrival(record)], patience.Token));
        }

        await log.ExchangeAppendsAsync(record, Records.Minted(2));

        Assert.Equal([(0, "token-exchange", 1, "TokenMinted"), (1, "token-exchange", 2, "TokenMinted")], await log.EntriesAsync());
    }

    [Fact]
    public async Task Findings_are_written_once_however_often_their_records_come()
    {
        Record[] records =
        [
            Records.Minted(1), Records.Minted(4), Records.Minted(2), Records.Minted(4),
            Records.Of(5, "Unheard", JsonElement.Parse("{}")), Records.Minted(6) with { Sequence = -1 }, Records.Minted(6),
        ];
        var stolen = records[0] with { Sequence = 7 };

        for (var i = 0; i < 3; i++)
        {
            await log.ExchangeAppendsAsync(records);
            await log.ExchangeAppendsAsync(records.Reverse());
            await log.ExchangeAppendsAsync(stolen);
            await log.AppendAsync(EntryTypes.PublisherConfig, records[0]);
        }

        Assert.Equal(
            [
                (0, "token-exchange", 1, "TokenMinted"),
                (1, "audit", 1, "ProducerSequenceGap"),
                (2, "token-exchange", 4, "TokenMinted"),
                (3, "token-exchange", 2, "TokenMinted"),
                (4, "audit", 2, "ProducerSequenceRepeated"),
                (5, "token-exchange", 4, "TokenMinted"),
                (6, "audit", 3, "RecordUnreadable"),
                (7, "audit", 4, "RecordUnreadable"),
                (8, "token-exchange", 6, "TokenMinted"),
                (9, "audit", 5, "RecordUnreadable"),
                (10, "audit", 6, "RecordUnreadable"),
            ],
            await log.EntriesAsync());
        Assert.Equal(4, await log.CountAsync("unreadable_records"));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\uffff\u2028😀'; DROP TABLE entries; --")]
    [InlineData("")]
    public async Task A_claim_may_hold_anything_that_JSON_can_say(string claim)
    {
        await log.ExchangeAppendsAsync(Records.Minted(1, actor: claim));

        await using var command = log.Database.CreateCommand("SELECT salt, value, canonical FROM personal_values JOIN entries ON index = entry_index WHERE field = 'actor'");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        var (salt, value) = (reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1));
        var body = JsonElement.Parse(reader.GetFieldValue<byte[]>(2)).GetProperty("body");
        Assert.Equal(claim, Encoding.UTF8.GetString(value));
        Assert.Equal(PersonalDigest.Of(salt, "actor", value), body.GetProperty("personal").GetProperty("actor").GetString());
    }

    [Theory]
    [InlineData("UPDATE entries SET canonical = ''")]
    [InlineData("DELETE FROM entries")]
    [InlineData("TRUNCATE entries CASCADE")]
    [InlineData("UPDATE entry_facets SET value = 'other'")]
    [InlineData("DELETE FROM entry_facets")]
    [InlineData("UPDATE unreadable_records SET sequence = 0")]
    [InlineData("DELETE FROM unreadable_records")]
    [InlineData("UPDATE personal_values SET value = ''")]
    [InlineData("TRUNCATE personal_values")]
    [InlineData("DROP TABLE entries CASCADE")]
    [InlineData("ALTER TABLE entries DISABLE TRIGGER ALL")]
    [InlineData("CREATE TABLE mine (a int)")]
    [InlineData("SELECT * FROM \"__EFMigrationsHistory\"")]
    public async Task The_services_role_cannot_change_what_the_log_says(string sql)
    {
        await log.ExchangeAppendsAsync(Records.Minted(1));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => log.ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_services_role_can_erase_personal_values()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1), Records.Minted(2));

        await log.ExecuteAsync("DELETE FROM personal_values WHERE entry_index = 0");

        Assert.Equal(2, await log.CountAsync("personal_values"));
        Assert.Equal(2, await log.CountAsync("entries"));
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using TrustedPublishing.Audit.Data;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Entries;

/// <summary>Entries of before are found by their time like those that come now.</summary>
public sealed class FindByTimeMigrationTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string name = $"audit_{Guid.NewGuid():N}";

    private string ConnectionString => new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = name, Pooling = false }.ConnectionString;

    public async ValueTask InitializeAsync() => await ExecuteAsync(postgres.AdminConnectionString, $"CREATE DATABASE {name}");

    public async ValueTask DisposeAsync() => await ExecuteAsync(postgres.AdminConnectionString, $"DROP DATABASE {name} WITH (FORCE)");

    [Fact]
    public async Task Whole_blocks_of_before_get_their_times()
    {
        await using var db = new AuditDb(new DbContextOptionsBuilder<AuditDb>().UseNpgsql(ConnectionString).UseSnakeCaseNamingConvention().Options);
        await db.GetService<IMigrator>().MigrateAsync("TellWebhooks", TestContext.Current.CancellationToken);
        await ExecuteAsync(ConnectionString, """
            INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical, leaf_hash)
            SELECT i, gen_random_uuid(), 'token-exchange', i + 1, 'TokenMinted', '2026-01-01T00:00:00Z'::timestamptz + CASE i WHEN 300 THEN -1 ELSE i END * interval '1 second', now(), '', sha256('x')
            FROM generate_series(0, 599) AS i
            """);

        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        var begin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var blocks = await db.TimeBlocks.AsNoTracking().OrderBy(block => block.Index).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [(0, begin, begin.AddSeconds(255)), (1, begin.AddSeconds(-1), begin.AddSeconds(511))],
            blocks.Select(block => (block.Index, block.Earliest, block.Latest)));
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using TrustedPublishing.Audit.Data;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>Entries of before the tree become leaves of it.</summary>
public sealed class GrowTreeMigrationTests(PostgresServer postgres) : IAsyncLifetime
{
    // A little more than a full tile of full tiles.
    private const int Entries = 65_900;
    private readonly string name = $"audit_{Guid.NewGuid():N}";

    private string ConnectionString => new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = name, Pooling = false, CommandTimeout = 300 }.ConnectionString;

    public async ValueTask InitializeAsync() => await ExecuteAsync(postgres.AdminConnectionString, $"CREATE DATABASE {name}");

    public async ValueTask DisposeAsync() => await ExecuteAsync(postgres.AdminConnectionString, $"DROP DATABASE {name} WITH (FORCE)");

    [Fact]
    public async Task The_tree_of_what_was_there_is_the_one_that_would_have_grown()
    {
        await using var db = new AuditDb(new DbContextOptionsBuilder<AuditDb>().UseNpgsql(ConnectionString).UseSnakeCaseNamingConvention().Options);
        await db.GetService<IMigrator>().MigrateAsync("RowsOfAnEntryStandAlone", TestContext.Current.CancellationToken);
        await ExecuteAsync(ConnectionString, $"""
            INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical)
            SELECT i, gen_random_uuid(), 'audit', i + 1, 'TokenMinted', now(), now(), convert_to('entry ' || i, 'UTF8') FROM generate_series(0, {Entries - 1}) AS i
            """);

        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        var expected = await TreeGrowth.OfAsync(
            0, [.. Enumerable.Range(0, Entries).Select(i => TreeHash.Leaf(System.Text.Encoding.UTF8.GetBytes($"entry {i}")))], new NoTiles(), TestContext.Current.CancellationToken);
        var grown = await db.TreeNodes.AsNoTracking().OrderBy(node => node.Level).ThenBy(node => node.Index).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(258, grown.Count);
        Assert.Equal(expected.Select(Text), grown.Select(Text));
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            TreeHash.Leaf("entry 65899"u8),
            (await new StoredTiles(connection).ReadAsync(Tile.InTree(0, 257, Entries)!.Value, TestContext.Current.CancellationToken))[^TreeHash.Length..]);
    }

    private static string Text(TreeNode node) => $"{node.Level}/{node.Index} {Convert.ToHexStringLower(node.Hash)}";

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

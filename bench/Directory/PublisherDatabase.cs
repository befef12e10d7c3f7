using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace TrustedPublishing.Bench.Directory;

/// <summary>A database of publisher-config, filled with sample publishers by COPY; it is dropped in the end.</summary>
internal sealed class PublisherDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name = $"bench_directory_{Guid.NewGuid():N}";
    private int filled;

    private PublisherDatabase(string server)
    {
        this.server = server;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<PublisherDatabase> CreateAsync(string server, string rabbitMq)
    {
        var database = new PublisherDatabase(server);
        await ExecuteAsync(server, $"CREATE DATABASE {database.name}");
        await PublisherConfigProcess.MigrateAsync(database.ConnectionString, rabbitMq);
        return database;
    }

    /// <summary>Registers further publishers until there are <paramref name="count"/>.</summary>
    public async Task FillAsync(int count)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        var now = DateTime.UtcNow;
        await CopyAsync(connection, "projects (id, name, normalized_name, created_at)", count, (row, publisher, _) =>
        {
            row.Write(publisher.ProjectId, NpgsqlDbType.Uuid);
            row.Write(publisher.ProjectName, NpgsqlDbType.Varchar);
            row.Write(publisher.NormalizedName, NpgsqlDbType.Varchar);
            row.Write(now, NpgsqlDbType.TimestampTz);
        });
        await CopyAsync(connection, "publishers (id, provider, issuer, fields, digest, revision, created_at, pin_until, pinned_ids)", count, (row, publisher, n) =>
        {
            row.Write(publisher.Id, NpgsqlDbType.Uuid);
            row.Write(publisher.Provider, NpgsqlDbType.Varchar);
            row.Write(publisher.Issuer, NpgsqlDbType.Varchar);
            row.Write(JsonSerializer.Serialize(publisher.Fields), NpgsqlDbType.Jsonb);
            row.Write(SHA256.HashData(Encoding.UTF8.GetBytes($"{n}")), NpgsqlDbType.Bytea);
            row.Write(n + 1L, NpgsqlDbType.Bigint);
            row.Write(now, NpgsqlDbType.TimestampTz);
            row.Write(now.AddDays(7), NpgsqlDbType.TimestampTz);
            row.Write(JsonSerializer.Serialize(publisher.PinnedIds), NpgsqlDbType.Jsonb);
        });
        await CopyAsync(connection, "project_publishers (project_id, publisher_id, added_at)", count, (row, publisher, _) =>
        {
            row.Write(publisher.ProjectId, NpgsqlDbType.Uuid);
            row.Write(publisher.Id, NpgsqlDbType.Uuid);
            row.Write(now, NpgsqlDbType.TimestampTz);
        });
        await ExecuteAsync(ConnectionString, $"UPDATE feed SET revision = {count}");
        await ExecuteAsync(ConnectionString, "VACUUM ANALYZE");
        filled = count;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");

    private async Task CopyAsync(NpgsqlConnection connection, string columns, int count, Action<NpgsqlBinaryImporter, SamplePublisher, int> write)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {columns} FROM STDIN (FORMAT BINARY)");
        copy.Timeout = TimeSpan.FromMinutes(10);
        for (var n = filled; n < count; n++)
        {
            await copy.StartRowAsync();
            write(copy, SamplePublisher.Of(n), n);
        }

        await copy.CompleteAsync();
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}

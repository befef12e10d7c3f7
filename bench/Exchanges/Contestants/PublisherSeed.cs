using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.Bench.Exchanges.Issuing;

namespace TrustedPublishing.Bench.Exchanges.Contestants;

/// <summary>
/// Registers publishers by COPY into PublisherConfig's own tables: a million of them in seconds instead of hours. They are pinned,
/// each has one project, and their revisions are 1, 2, 3 …, so that the feed tells them like any other. Nothing goes to the outbox:
/// the audit log does not know of them. Digests, which only later registrations are compared with, are made up.
/// </summary>
internal sealed class PublisherSeed(string database, Uri issuers)
{
    private const long Projects = 1;
    private const long Publishers = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task WriteAsync(int count)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // The rows fit each other; two million look-ups of foreign keys would only show it.
        await ExecuteAsync(connection, "SET LOCAL session_replication_role = replica");
        var now = DateTime.UtcNow;
        await CopyAsync(connection, "projects (id, name, normalized_name, created_at)", count, (row, n) =>
        {
            Write(row, Id(Projects, n), NpgsqlDbType.Uuid);
            Write(row, $"Sample.{n}", NpgsqlDbType.Varchar);
            Write(row, $"sample-{n:D9}", NpgsqlDbType.Varchar);
            Write(row, now, NpgsqlDbType.TimestampTz);
        });
        await CopyAsync(connection, "publishers (id, provider, issuer, fields, digest, revision, created_at, pin_until, pinned_ids, pinned_by, pinned_at)", count, (row, n) =>
        {
            var provider = CiProvider.Of(n);
            var id = Id(Publishers, n);
            Write(row, id, NpgsqlDbType.Uuid);
            Write(row, provider.Name, NpgsqlDbType.Varchar);
            Write(row, IdTokenForge.IssuerOf(issuers, provider), NpgsqlDbType.Varchar);
            Write(row, Json(provider.Fields, n), NpgsqlDbType.Jsonb);
            Write(row, id.ToByteArray(bigEndian: true), NpgsqlDbType.Bytea);
            Write(row, n + 1L, NpgsqlDbType.Bigint);
            Write(row, now, NpgsqlDbType.TimestampTz);
            Write(row, now, NpgsqlDbType.TimestampTz);
            Write(row, Json(provider.Ids, n), NpgsqlDbType.Jsonb);
            Write(row, "given", NpgsqlDbType.Varchar);
            Write(row, now, NpgsqlDbType.TimestampTz);
        });
        await CopyAsync(connection, "project_publishers (project_id, publisher_id, added_at)", count, (row, n) =>
        {
            Write(row, Id(Projects, n), NpgsqlDbType.Uuid);
            Write(row, Id(Publishers, n), NpgsqlDbType.Uuid);
            Write(row, now, NpgsqlDbType.TimestampTz);
        });
        await ExecuteAsync(connection, $"UPDATE feed SET revision = {count} WHERE id = 1");
        await transaction.CommitAsync();
        await ExecuteAsync(connection, "VACUUM ANALYZE");
        await ExecuteAsync(connection, "CHECKPOINT");
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, int count, Action<NpgsqlBinaryImporter, int> write)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
        copy.Timeout = Patience;
        for (var n = 0; n < count; n++)
        {
            await copy.StartRowAsync();
            write(copy, n);
        }

        await copy.CompleteAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Patience.TotalSeconds };
        await command.ExecuteNonQueryAsync();
    }

    private static void Write<T>(NpgsqlBinaryImporter row, T value, NpgsqlDbType type) => row.Write(value, type);

    /// <summary>Of the form of a version 7 id, and growing as those do.</summary>
    private static Guid Id(long kind, int number) => new($"0199{kind:D4}-0000-7000-8000-{number:D12}");

    private static string Json(IReadOnlyDictionary<string, string> values, int number) => CiProvider.Filled(values, number).ToJsonString();
}

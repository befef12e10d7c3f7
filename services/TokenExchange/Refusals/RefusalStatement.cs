using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>Writes the records of those refusals that were not recorded before, in one statement.</summary>
internal static class RefusalStatement
{
    private const string Sql = """
        WITH refusal AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS r (
                refusal_key, kept_until, record_id, record_type, occurred_at, trace_parent, body, position)),
        first AS (
            INSERT INTO refused_id_tokens (refusal_key, kept_until)
            SELECT r.refusal_key, r.kept_until FROM refusal r ORDER BY r.refusal_key
            ON CONFLICT (refusal_key) DO NOTHING
            RETURNING refusal_key),
        numbered AS (
            UPDATE outbox_sequence SET last = last + (SELECT count(*) FROM first)
            WHERE id = 1 AND EXISTS (SELECT FROM first)
            RETURNING last - (SELECT count(*) FROM first) AS base),
        recorded AS (
            INSERT INTO outbox (sequence, record_id, type, occurred_at, trace_parent, body)
            SELECT n.base + row_number() OVER (ORDER BY r.position), r.record_id, r.record_type, r.occurred_at, r.trace_parent, r.body
            FROM numbered n CROSS JOIN refusal r JOIN first USING (refusal_key)),
        notified AS (SELECT pg_notify('outbox', '') FROM numbered)
        SELECT first.refusal_key IS NOT NULL, (SELECT count(*) FROM notified)
        FROM refusal r LEFT JOIN first USING (refusal_key)
        ORDER BY r.position
        """;

    /// <summary>For each refusal whether it is the first of its key. The keys are different.</summary>
    public static async Task<IReadOnlyList<bool>> ExecuteAsync(
        NpgsqlDataSource database, IReadOnlyList<(byte[] Key, DateTimeOffset KeptUntil, OutboxRecord Record)> refusals)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Sql, connection);
        Add(NpgsqlDbType.Bytea, r => r.Key);
        Add(NpgsqlDbType.TimestampTz, r => r.KeptUntil);
        Add(NpgsqlDbType.Uuid, r => r.Record.Id);
        Add(NpgsqlDbType.Text, r => r.Record.Type);
        Add(NpgsqlDbType.TimestampTz, r => r.Record.OccurredAt);
        Add(NpgsqlDbType.Text, r => r.Record.TraceParent);
        Add(NpgsqlDbType.Text, r => r.Record.Body);
        await command.PrepareAsync();
        var firsts = new List<bool>(refusals.Count);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            firsts.Add(row.GetBoolean(0));
        }

        return firsts;

        void Add<T>(NpgsqlDbType type, Func<(byte[] Key, DateTimeOffset KeptUntil, OutboxRecord Record), T> value) => command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = [.. refusals.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}

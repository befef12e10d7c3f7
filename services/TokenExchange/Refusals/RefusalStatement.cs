using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <param name="IsFirst">Whether its record was written now.</param>
/// <param name="RecordId">Of the record of the first refusal of its kind.</param>
internal readonly record struct RecordedRefusal(bool IsFirst, Guid RecordId);

/// <summary>Writes the records of those refusals that were not recorded before, in one statement.</summary>
internal static class RefusalStatement
{
    // A key that is there keeps the record id of the refusal that brought it, also when another replica brings it at this moment:
    // so a refusal is the first of its key if its own record id comes back.
    private const string Sql = """
        WITH refusal AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS r (
                refusal_key, kept_until, record_id, record_type, occurred_at, trace_parent, body, position)),
        kept AS (
            INSERT INTO refused_id_tokens (refusal_key, record_id, kept_until)
            SELECT r.refusal_key, r.record_id, r.kept_until FROM refusal r ORDER BY r.refusal_key
            ON CONFLICT (refusal_key) DO UPDATE SET record_id = refused_id_tokens.record_id
            RETURNING refusal_key, record_id),
        first AS (SELECT r.* FROM refusal r JOIN kept USING (refusal_key, record_id)),
        numbered AS (
            UPDATE outbox_sequence SET last = last + (SELECT count(*) FROM first)
            WHERE id = 1 AND EXISTS (SELECT FROM first)
            RETURNING last - (SELECT count(*) FROM first) AS base),
        recorded AS (
            INSERT INTO outbox (sequence, record_id, type, occurred_at, trace_parent, body)
            SELECT n.base + row_number() OVER (ORDER BY r.position), r.record_id, r.record_type, r.occurred_at, r.trace_parent, r.body
            FROM numbered n CROSS JOIN first r),
        notified AS (SELECT pg_notify('outbox', '') FROM numbered)
        SELECT kept.record_id = r.record_id, kept.record_id, (SELECT count(*) FROM notified)
        FROM refusal r JOIN kept USING (refusal_key)
        ORDER BY r.position
        """;

    /// <summary>For each refusal whether it is the first of its key, and the id of the first one's record. The keys are different.</summary>
    public static async Task<IReadOnlyList<RecordedRefusal>> ExecuteAsync(
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
        var recorded = new List<RecordedRefusal>(refusals.Count);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            recorded.Add(new RecordedRefusal(row.GetBoolean(0), row.GetGuid(1)));
        }

        return recorded;

        void Add<T>(NpgsqlDbType type, Func<(byte[] Key, DateTimeOffset KeptUntil, OutboxRecord Record), T> value) => command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = [.. refusals.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}

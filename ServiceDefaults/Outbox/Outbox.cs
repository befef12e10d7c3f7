using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace TrustedPublishing.ServiceDefaults.Outbox;

/// <summary>
/// The transactional outbox: a record becomes part of the transaction that makes it true, and the relay sends it afterwards.
/// </summary>
public static class Outbox
{
    /// <summary>The channel that an append notifies when its transaction commits.</summary>
    public const string Channel = "outbox";

    /// <summary>The row lock on outbox_sequence is held until the transaction ends: append last, commit soon.</summary>
    private const string AppendSql = $"""
        WITH numbered AS (
            UPDATE outbox_sequence SET last = last + cardinality($1) WHERE id = 1 RETURNING last - cardinality($1) AS base),
        added AS (
            INSERT INTO outbox (sequence, record_id, type, occurred_at, trace_parent, body)
            SELECT numbered.base + r.position, r.id, r.type, r.occurred_at, r.trace_parent, r.body
            FROM numbered, unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS r (id, type, occurred_at, trace_parent, body, position))
        SELECT pg_notify('{Channel}', '')
        """;

    /// <summary>Appends to the outbox in <paramref name="db"/>'s current transaction.</summary>
    /// <exception cref="InvalidOperationException">There is no current transaction.</exception>
    public static Task AppendToOutboxAsync(this DbContext db, OutboxRecord record, CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)(db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("A record is appended to the outbox in the transaction that makes it true."));
        return AppendAsync(transaction.Connection!, transaction, [record], cancellationToken);
    }

    /// <summary>Appends <paramref name="records"/> in their order.</summary>
    public static async Task AppendAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OutboxRecord> records, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AppendSql, connection, transaction);
        Add(command, NpgsqlDbType.Uuid, records.Select(r => r.Id).ToArray());
        Add(command, NpgsqlDbType.Text, records.Select(r => r.Type).ToArray());
        Add(command, NpgsqlDbType.TimestampTz, records.Select(r => r.OccurredAt).ToArray());
        Add(command, NpgsqlDbType.Text, records.Select(r => r.TraceParent).ToArray());
        Add(command, NpgsqlDbType.Text, records.Select(r => r.Body).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}

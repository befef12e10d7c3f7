using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tree;

namespace TrustedPublishing.Audit.Appending;

/// <summary>
/// Writes to the log: one transaction a batch, one writer at a time, whatever the number of replicas. What the next
/// index and the next numbers are is read from the log itself, so there is no counter that could be set back.
/// </summary>
internal sealed class EntryAppender(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The channel that is notified of each commit, with the highest index as text.</summary>
    public const string Channel = "audit_entries";

    /// <summary>Held from before the reading of the state until the commit; any constant will do.</summary>
    private const long AdvisoryLock = 0x6175_6469_745f_6c6f;

    private static readonly Entropy Random = new(
        () => RandomNumberGenerator.GetBytes(PersonalDigest.SaltLength),
        Guid.CreateVersion7);

    /// <summary>Appends what the log does not have yet, and returns what it wrote; empty if the log had everything.</summary>
    public async Task<IReadOnlyList<PlannedEntry>> AppendAsync(string producer, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken) =>
        (await AppendAsync(producer, arrivals, withGaps: true, cancellationToken))!;

    /// <summary>The same, but writes nothing and returns null when there would be a gap in the producer's numbers.</summary>
    public Task<IReadOnlyList<PlannedEntry>?> TryAppendWithoutGapsAsync(string producer, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken) =>
        AppendAsync(producer, arrivals, withGaps: false, cancellationToken);

    /// <summary>
    /// Appends what Audit says itself, in the transaction that the connection is in (read committed). It comes late in that transaction, because
    /// from here to the commit nobody else appends; and all who call it take their own locks before, so that none waits for another in a circle.
    /// </summary>
    /// <seealso cref="OwnEntries"/>
    internal async Task<IReadOnlyList<PlannedEntry>> AppendOwnAsync(
        NpgsqlConnection connection, IReadOnlyList<OwnMessage> messages, CancellationToken cancellationToken)
    {
        var state = await LockAndReadAsync(connection, EntryTypes.Audit, [], cancellationToken);
        var plan = AppendPlan.OfOwn(messages, Activity.Current?.Id, state, time.GetUtcNow(), Random);
        await WriteAsync(connection, state, plan, cancellationToken);
        return plan;
    }

    private async Task<IReadOnlyList<PlannedEntry>?> AppendAsync(
        string producer, IReadOnlyList<Arrival> arrivals, bool withGaps, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Read committed: each statement sees what was committed before it began, hence all that the lock waited for.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

        var state = await LockAndReadAsync(connection, producer, arrivals, cancellationToken);
        var plan = AppendPlan.Of(producer, arrivals, state, time.GetUtcNow(), Random);
        if (!withGaps && plan.Any(planned => planned.Entry.Type == nameof(ProducerSequenceGap)))
        {
            return null; // the transaction is rolled back
        }
        await WriteAsync(connection, state, plan, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return plan;
    }

    private static async Task<LogState> LockAndReadAsync(
        NpgsqlConnection connection, string producer, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken)
    {
        await using var batch = LockAndRead(connection, producer, arrivals);
        // Once a connection; the pool keeps the plans.
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (nextIndex, nextAuditSequence, highestSequence) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));

        await reader.NextResultAsync(cancellationToken);
        var known = new HashSet<RecordKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(new RecordKey(reader.GetInt64(0), reader.GetGuid(1)));
        }

        await reader.NextResultAsync(cancellationToken);
        var takenIds = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            takenIds.Add(reader.GetGuid(0));
        }

        return new LogState
        {
            NextIndex = nextIndex,
            NextAuditSequence = nextAuditSequence,
            HighestSequence = highestSequence,
            Known = known,
            TakenIds = takenIds,
        };
    }

    private static NpgsqlBatch LockAndRead(NpgsqlConnection connection, string producer, IReadOnlyList<Arrival> arrivals)
    {
        var sequences = arrivals.Select(arrival => arrival.Record.Sequence).ToArray();
        var ids = arrivals.Select(arrival => arrival.Record.Id).ToArray();
        return new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command("SELECT FROM pg_advisory_xact_lock($1)", AdvisoryLock),
                Command(
                    """
                    SELECT (SELECT coalesce(max(index) + 1, 0) FROM entries),
                           (SELECT coalesce(max(sequence), 0) + 1 FROM entries WHERE producer = $1),
                           greatest(
                               (SELECT coalesce(max(sequence), 0) FROM entries WHERE producer = $2),
                               (SELECT coalesce(max(sequence), 0) FROM unreadable_records WHERE producer = $2 AND sequence <= $3))
                    """,
                    EntryTypes.Audit, producer, RecordReader.MaximumSequence),
                Command(
                    """
                    SELECT sequence, record_id FROM entries WHERE producer = $1 AND sequence = ANY ($2)
                    UNION ALL
                    SELECT sequence, record_id FROM unreadable_records WHERE producer = $1 AND sequence = ANY ($2)
                    """,
                    producer, sequences),
                Command("SELECT record_id FROM entries WHERE record_id = ANY ($1)", ids),
            },
        };
    }

    private static async Task WriteAsync(NpgsqlConnection connection, LogState state, IReadOnlyList<PlannedEntry> plan, CancellationToken cancellationToken)
    {
        if (plan.Count == 0)
        {
            return;
        }

        var nodes = await TreeGrowth.OfAsync(state.NextIndex, [.. plan.Select(planned => planned.Entry.LeafHash)], new StoredTiles(connection), cancellationToken);
        var head = plan[^1].Entry.Index.ToString(CultureInfo.InvariantCulture);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(InsertEntries([.. plan.Select(planned => planned.Entry)]));
        batch.BatchCommands.Add(InsertFacets([.. plan.SelectMany(planned => planned.Facets.Select(facet => (facet, planned.Entry.Index)))]));
        batch.BatchCommands.Add(InsertPersonal([.. plan.SelectMany(planned => planned.Personal.Select(value => (value, planned.Entry.Index)))]));
        if (plan.Select(planned => planned.Unreadable).OfType<UnreadableRecord>().ToArray() is { Length: > 0 } unreadable)
        {
            batch.BatchCommands.Add(InsertUnreadable(unreadable));
        }

        if (nodes.Count > 0)
        {
            batch.BatchCommands.Add(InsertNodes([.. nodes]));
        }

        var whole = (plan[^1].Entry.Index + 1) / TimeBlock.Width;
        if (whole > state.NextIndex / TimeBlock.Width)
        {
            batch.BatchCommands.Add(InsertTimeBlocks(whole));
        }

        batch.BatchCommands.Add(Command("SELECT pg_notify($1, $2)", Channel, head));
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand InsertEntries(Entry[] entries) => Command(
        """
        INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, trace_id, canonical, leaf_hash)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        entries.Select(entry => entry.Index).ToArray(),
        entries.Select(entry => entry.RecordId).ToArray(),
        entries.Select(entry => entry.Producer).ToArray(),
        entries.Select(entry => entry.Sequence).ToArray(),
        entries.Select(entry => entry.Type).ToArray(),
        entries.Select(entry => entry.OccurredAt).ToArray(),
        entries.Select(entry => entry.AppendedAt).ToArray(),
        entries.Select(entry => entry.TraceId).ToArray(),
        entries.Select(entry => entry.Canonical).ToArray(),
        entries.Select(entry => entry.LeafHash).ToArray());

    private static NpgsqlBatchCommand InsertNodes(TreeNode[] nodes) => Command(
        "INSERT INTO tree_nodes (level, index, hash) SELECT * FROM unnest($1, $2, $3)",
        nodes.Select(node => node.Level).ToArray(),
        nodes.Select(node => node.Index).ToArray(),
        nodes.Select(node => node.Hash).ToArray());

    /// <summary>All that are missing up to here: also those that a replica of an earlier version did not write while this one was rolled out.</summary>
    private static NpgsqlBatchCommand InsertTimeBlocks(long end) => Command(
        $"""
        INSERT INTO time_blocks (index, earliest, latest)
        SELECT index / {TimeBlock.Width}, min(occurred_at), max(occurred_at) FROM entries
        WHERE index >= (SELECT coalesce(max(index) + 1, 0) FROM time_blocks) * {TimeBlock.Width} AND index < $1 * {TimeBlock.Width}
        GROUP BY 1
        """,
        end);

    private static NpgsqlBatchCommand InsertFacets((Facet Facet, long Index)[] rows) => Command(
        "INSERT INTO entry_facets (kind, value, entry_index) SELECT * FROM unnest($1, $2, $3)",
        rows.Select(row => (short)row.Facet.Kind).ToArray(),
        rows.Select(row => row.Facet.Value).ToArray(),
        rows.Select(row => row.Index).ToArray());

    private static NpgsqlBatchCommand InsertPersonal((CommittedValue Value, long Index)[] rows) => Command(
        "INSERT INTO personal_values (entry_index, field, salt, value) SELECT * FROM unnest($1, $2, $3, $4)",
        rows.Select(row => row.Index).ToArray(),
        rows.Select(row => row.Value.Field).ToArray(),
        rows.Select(row => row.Value.Salt).ToArray(),
        rows.Select(row => row.Value.Value).ToArray());

    private static NpgsqlBatchCommand InsertUnreadable(UnreadableRecord[] rows) => Command(
        "INSERT INTO unreadable_records (producer, record_id, sequence, entry_index) SELECT * FROM unnest($1, $2, $3, $4)",
        rows.Select(row => row.Producer).ToArray(),
        rows.Select(row => row.RecordId).ToArray(),
        rows.Select(row => row.Sequence).ToArray(),
        rows.Select(row => row.EntryIndex).ToArray());

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
        return command;
    }
}

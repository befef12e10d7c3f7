using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.TokenExchange.Emergency;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>
/// One statement, so one transaction and one commit, for all exchanges of a batch: it claims the ID tokens, writes the
/// tokens of those that it could claim, and appends their records to the outbox with consecutive sequence numbers. What an
/// emergency switch forbids is not written: the statement begins once the lock of the switches is held.
/// </summary>
internal static class LedgerStatement
{
    /// <summary>Most targets that one ID token is exchanged for.</summary>
    public const int MaxTargets = 50;

    // Claims are inserted in the order of their keys, so that two replicas cannot wait for each other. The lock on
    // outbox_sequence comes last, because its UPDATE reads what was claimed.
    private static readonly string Sql = $"""
        WITH given AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) WITH ORDINALITY AS e (
                replay_key, id_token_key, kept_until,
                token_id, target, provider, issuer, publisher_id, project_ids, issued_at, expires_at, id_token_digest,
                record_id, record_type, occurred_at, trace_parent, body, key_id, key_thumbprint, position)),
        entry AS (
            SELECT g.*, (
                SELECT s.kind FROM emergency_switches s
                WHERE s.kind = '{SwitchKind.StopMinting}'
                    OR (s.issuer = g.issuer AND (s.kind = '{SwitchKind.DistrustIssuer}' OR s.key_id = g.key_id OR s.thumbprint = g.key_thumbprint))
                LIMIT 1) AS forbidden_by
            FROM given g),
        claimed AS (
            INSERT INTO used_id_tokens (replay_key, id_token_key, kept_until)
            SELECT e.replay_key, e.id_token_key, e.kept_until FROM entry e
            WHERE e.forbidden_by IS NULL
                AND (SELECT count(*) FROM used_id_tokens u WHERE u.id_token_key = e.id_token_key) < {MaxTargets}
            ORDER BY e.id_token_key, e.replay_key
            ON CONFLICT (id_token_key, replay_key) DO NOTHING
            RETURNING replay_key),
        minted AS (
            INSERT INTO minted_tokens (token_id, target, provider, issuer, publisher_id, project_ids, issued_at, expires_at, id_token_digest)
            SELECT e.token_id, e.target, e.provider, e.issuer, e.publisher_id, e.project_ids::uuid[], e.issued_at, e.expires_at, e.id_token_digest
            FROM entry e JOIN claimed USING (replay_key)),
        numbered AS (
            UPDATE outbox_sequence SET last = last + (SELECT count(*) FROM claimed)
            WHERE id = 1 AND EXISTS (SELECT FROM claimed)
            RETURNING last - (SELECT count(*) FROM claimed) AS base),
        recorded AS (
            INSERT INTO outbox (sequence, record_id, type, occurred_at, trace_parent, body)
            SELECT n.base + row_number() OVER (ORDER BY e.position), e.record_id, e.record_type, e.occurred_at, e.trace_parent, e.body
            FROM numbered n CROSS JOIN entry e JOIN claimed USING (replay_key)),
        notified AS (SELECT pg_notify('outbox', '') FROM numbered)
        SELECT
            claimed.replay_key IS NOT NULL,
            -- What follows is looked up for those alone that were not claimed.
            CASE WHEN claimed.replay_key IS NULL THEN EXISTS (SELECT FROM used_id_tokens u WHERE u.id_token_key = e.id_token_key AND u.replay_key = e.replay_key) END,
            CASE WHEN claimed.replay_key IS NULL THEN (SELECT count(*) FROM used_id_tokens u WHERE u.id_token_key = e.id_token_key) >= {MaxTargets} END,
            (SELECT count(*) FROM notified),
            e.forbidden_by
        FROM entry e LEFT JOIN claimed USING (replay_key)
        ORDER BY e.position
        """;

    // The number may have been given to somebody else since: only to a session of this role's own, and not to the one that asks.
    private const string EndSql = """
        SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
        WHERE pid = $1 AND pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user
        """;

    private const string FindSql = "SELECT token_id FROM minted_tokens WHERE token_id = ANY($1)";

    /// <summary>One outcome for each entry, in their order. The entries have different replay keys.</summary>
    public static async Task<IReadOnlyList<ClaimOutcome>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<LedgerEntry> entries)
    {
        // Both in one round trip and one transaction: nothing that goes wrong here can leave the lock behind.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EmergencyLock.SharedSql));
        var statement = new NpgsqlBatchCommand(Sql);
        AddParameters(statement.Parameters, entries);
        batch.BatchCommands.Add(statement);
        // Once a connection; the pool keeps the plan.
        await batch.PrepareAsync();
        var outcomes = new List<ClaimOutcome>(entries.Count);
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        while (await row.ReadAsync())
        {
            outcomes.Add(Outcome(row));
        }

        return outcomes;
    }

    private static ClaimOutcome Outcome(NpgsqlDataReader row)
    {
        if (row.GetBoolean(0))
        {
            return ClaimOutcome.Claimed;
        }

        if (!row.IsDBNull(4))
        {
            return row.GetString(4) switch
            {
                SwitchKind.StopMinting => ClaimOutcome.MintingStopped,
                SwitchKind.DistrustIssuer => ClaimOutcome.IssuerDistrusted,
                SwitchKind.DistrustKey => ClaimOutcome.KeyDistrusted,
                _ => throw new UnreachableException(),
            };
        }

        var (wasUsed, isFull) = (row.GetBoolean(1), row.GetBoolean(2));
        return isFull && !wasUsed ? ClaimOutcome.TooManyTargets : ClaimOutcome.AlreadyUsed;
    }

    /// <summary>
    /// Ends a session whose connection was lost: it may still be at work, or have the statement yet to read. Once it is gone, all that it was
    /// told to do was committed or never will be.
    /// </summary>
    /// <returns>Whether it is gone.</returns>
    public static async Task<bool> EndAsync(NpgsqlConnection connection, int session, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EndSql, connection);
        command.Parameters.AddWithValue(session);
        return await command.ExecuteScalarAsync(cancellationToken) is null or true;
    }

    /// <summary>Those of the tokens that are in the ledger.</summary>
    public static async Task<IReadOnlySet<Guid>> FindAsync(NpgsqlConnection connection, IEnumerable<Guid> tokenIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindSql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. tokenIds] });
        var found = new HashSet<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add(row.GetGuid(0));
        }

        return found;
    }

    private static void AddParameters(NpgsqlParameterCollection parameters, IReadOnlyList<LedgerEntry> entries)
    {
        Add(NpgsqlDbType.Bytea, e => e.ReplayKey);
        Add(NpgsqlDbType.Bytea, e => e.IdTokenKey);
        Add(NpgsqlDbType.TimestampTz, e => e.KeptUntil);
        Add(NpgsqlDbType.Uuid, e => e.Token.TokenId);
        Add(NpgsqlDbType.Text, e => e.Token.Target);
        Add(NpgsqlDbType.Text, e => e.Token.Provider);
        Add(NpgsqlDbType.Text, e => e.Token.Issuer);
        Add(NpgsqlDbType.Uuid, e => e.Token.PublisherId);
        // unnest would flatten an array of arrays, so a list of ids travels as the text of one.
        Add(NpgsqlDbType.Text, e => $"{{{string.Join(',', e.Token.ProjectIds)}}}");
        Add(NpgsqlDbType.TimestampTz, e => e.Token.IssuedAt);
        Add(NpgsqlDbType.TimestampTz, e => e.Token.ExpiresAt);
        Add(NpgsqlDbType.Bytea, e => e.Token.IdTokenDigest);
        Add(NpgsqlDbType.Uuid, e => e.Record.Id);
        Add(NpgsqlDbType.Text, e => e.Record.Type);
        Add(NpgsqlDbType.TimestampTz, e => e.Record.OccurredAt);
        Add(NpgsqlDbType.Text, e => e.Record.TraceParent);
        Add(NpgsqlDbType.Text, e => e.Record.Body);
        Add(NpgsqlDbType.Text, e => e.KeyId);
        Add(NpgsqlDbType.Text, e => e.KeyThumbprint);

        void Add<T>(NpgsqlDbType type, Func<LedgerEntry, T> value) => parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = [.. entries.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}

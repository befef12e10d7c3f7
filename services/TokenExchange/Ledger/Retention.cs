using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>
/// Deletes rows whose time is over: few at a time, with a pause as long as the work, so that exchanges go on beside it (decision record
/// 12). Of several replicas one does it at a time.
/// </summary>
internal sealed partial class Retention(NpgsqlDataSource database, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    /// <summary>Of this database; held by the session that deletes.</summary>
    internal const long AdvisoryLock = 0x7470_7265_7465_6e74;

    /// <summary>Some milliseconds of work, and as much of the log as a few dozen exchanges write.</summary>
    private const int BatchSize = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>How long an expired token's row stays for whoever looks into an incident; its record is in the audit log.</summary>
    private static readonly TimeSpan ExpiredTokensStay = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await DeleteExpiredAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                Log.Later(logger, e.Message);
            }
        }
    }

    /// <summary>Deletes all that is expired, unless another replica does.</summary>
    internal async Task DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Answered at once; cancelled on the way, nobody would know whether the lock is held.
        if (!await AskAsync(connection, $"SELECT pg_try_advisory_lock({AdvisoryLock})"))
        {
            return;
        }

        try
        {
            var now = time.GetUtcNow();
            await DeleteAsync(connection, "used_id_tokens", "kept_until", now, cancellationToken);
            await DeleteAsync(connection, "refused_id_tokens", "kept_until", now, cancellationToken);
            await DeleteAsync(connection, "minted_tokens", "expires_at", now - ExpiredTokensStay, cancellationToken);
        }
        finally
        {
            // The pool would keep the session, and the session the lock. A connection that broke has lost both.
            if (connection.State == ConnectionState.Open)
            {
                await AskAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})");
            }
        }
    }

    private async Task DeleteAsync(NpgsqlConnection connection, string table, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Each batch begins where the last one ended: what is deleted stands in the index until it is vacuumed, and need not be walked again.
        // A row that an exchange holds is left for the next time.
        await using var command = new NpgsqlCommand(
            $"""
            WITH gone AS (
                DELETE FROM {table} WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM {table} WHERE {column} >= $1 AND {column} < $2 ORDER BY {column} LIMIT {BatchSize} FOR UPDATE SKIP LOCKED))
                RETURNING {column})
            SELECT count(*), max({column}) FROM gone
            """,
            connection);
        var from = new NpgsqlParameter<DateTime> { TypedValue = DateTime.MinValue, NpgsqlDbType = NpgsqlDbType.TimestampTz };
        command.Parameters.Add(from);
        command.Parameters.AddWithValue(before.ToUniversalTime());
        while (true)
        {
            var startedAt = time.GetTimestamp();
            await using (var row = await command.ExecuteReaderAsync(cancellationToken))
            {
                await row.ReadAsync(cancellationToken);
                if (row.GetInt64(0) < BatchSize)
                {
                    return;
                }

                from.TypedValue = row.GetDateTime(1);
            }

            // The busier the server, the longer a batch takes, and so the pause.
            var pause = time.GetElapsedTime(startedAt);
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken);
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string question)
    {
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync() is true;
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Expired rows are deleted later: {Reason}")]
        public static partial void Later(ILogger logger, string reason);
    }
}

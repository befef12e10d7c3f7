using Npgsql;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>Deletes rows whose time is over, some at a time, so that no exchange waits for it.</summary>
internal sealed partial class Retention(NpgsqlDataSource database, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    private const int BatchSize = 5000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

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

    internal async Task DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await DeleteAsync("used_id_tokens", "replay_key", "kept_until", now, cancellationToken);
        await DeleteAsync("refused_id_tokens", "refusal_key", "kept_until", now, cancellationToken);
        await DeleteAsync("minted_tokens", "token_id", "expires_at", now - ExpiredTokensStay, cancellationToken);
    }

    private async Task DeleteAsync(string table, string key, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            await using var command = database.CreateCommand($"""
                DELETE FROM {table} WHERE {key} IN (
                    SELECT {key} FROM {table} WHERE {column} < $1 ORDER BY {column} LIMIT {BatchSize} FOR UPDATE SKIP LOCKED)
                """);
            command.Parameters.AddWithValue(before.ToUniversalTime());
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == BatchSize);
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

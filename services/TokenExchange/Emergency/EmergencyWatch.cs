using Npgsql;

namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>
/// This replica's copy of the switches: read when PostgreSQL says that they changed, and each second. It is there to refuse
/// early and cheaply; that nothing forbidden is minted is the ledger's to see to, which reads the table itself.
/// </summary>
internal sealed partial class EmergencyWatch(NpgsqlDataSource database, TimeProvider time, ILogger<EmergencyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private volatile SwitchBoard board = SwitchBoard.Empty;
    private bool isBroken;

    public SwitchBoard Board => board;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The old copy stays. What it misses, the ledger refuses; it cannot write either while the database is away.
                SayIfBroken(e);
                await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await using var listener = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {EmergencyStore.Channel}", listener))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            board = new SwitchBoard(await EmergencyStore.ListAsync(listener, cancellationToken));
            isBroken = false;
            await listener.WaitAsync(Poll, cancellationToken);
        }
    }

    private void SayIfBroken(Exception e)
    {
        if (!isBroken)
        {
            Log.Broken(logger, e.Message);
        }

        isBroken = true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The emergency switches cannot be read; the copy in memory stays until they can: {Reason}")]
        public static partial void Broken(ILogger logger, string reason);
    }
}

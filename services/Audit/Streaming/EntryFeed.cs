using Npgsql;
using TrustedPublishing.Audit.Appending;

namespace TrustedPublishing.Audit.Streaming;

/// <summary>
/// Tells readers that the log has grown, by PostgreSQL's LISTEN, so that it does not matter which replica appended.
/// A wake-up carries nothing and may be lost: readers ask the log for what is after their own position.
/// </summary>
internal sealed partial class EntryFeed(NpgsqlDataSource database, TimeProvider time, ILogger<EntryFeed> logger) : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private TaskCompletionSource grown = NewSignal();

    /// <summary>Completes at the next growth. Take it before looking at the log, so that nothing falls in between.</summary>
    public Task Grown => Volatile.Read(ref grown).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                Log.ListeningFailed(logger, exception);
                await Task.Delay(ReconnectDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {EntryAppender.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        // Whatever was appended while nobody listened.
        Signal();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
            Signal();
        }
    }

    private void Signal() => Interlocked.Exchange(ref grown, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Not listening for new entries; streams look every few seconds instead")]
        public static partial void ListeningFailed(ILogger logger, Exception exception);
    }
}

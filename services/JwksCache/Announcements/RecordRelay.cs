using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.JwksCache.Announcements;

/// <summary>
/// Sends records to the broker: in order, at least once. A record leaves Redis when the broker has confirmed it, so a crash in
/// between sends it again with the same id.
/// </summary>
internal sealed partial class RecordRelay(RecordQueue queue, RecordPublisher publisher, RecordSignal signal, ILogger<RecordRelay> logger)
    : BackgroundService
{
    private const int BatchSize = 100;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(stoppingToken);
                failures = 0;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Redis or the broker is away, or no queue is bound yet. The records wait.
                failures++;
                Log.Waits(logger, failures, RedisSetup.Describe(e));
            }

            await signal.WaitAsync(PollInterval * Math.Min(failures + 1, 5), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(CancellationToken cancellationToken)
    {
        if ((await queue.ReadAsync(1)).Count == 0)
        {
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        if (!await queue.LockAsync(token, LockTime))
        {
            return;
        }

        try
        {
            while (await queue.ReadAsync(BatchSize) is { Count: > 0 } records)
            {
                await publisher.PublishAsync(records, cancellationToken);
                await queue.RemoveAsync(records[^1].Sequence);
            }
        }
        finally
        {
            await queue.UnlockAsync(token);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Records wait after attempt {Attempt}: {Reason}")]
        public static partial void Waits(ILogger logger, int attempt, string reason);
    }
}

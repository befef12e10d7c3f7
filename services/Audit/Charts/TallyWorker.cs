using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Audit.Streaming;

namespace TrustedPublishing.Audit.Charts;

/// <summary>
/// Counts whenever the log has grown, at most once a second. Every replica tries, one at a time counts. Projects are counted when somebody asks for
/// them: their numbers would be as many as their entries if all of them were kept.
/// </summary>
internal sealed partial class TallyWorker(TallyCounter counter, EntryFeed feed, TimeProvider time, ILogger<TallyWorker> logger) : BackgroundService, IHealthCheck
{
    /// <summary>A busy log does not make it count each entry by itself.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>A wake-up may be lost, and the replica that counts may die.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, byte> wanted = new(StringComparer.Ordinal);
    private volatile bool isFailing;

    /// <summary>Goes on with a project that a request found too long to count on its own time.</summary>
    public void GoOn(string project) => wanted.TryAdd(project, 0);

    /// <summary>Degraded and not unhealthy: the log is complete, and the numbers come once it works again.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isFailing ? HealthCheckResult.Degraded("The entries of the log cannot be counted.") : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var grown = feed.Grown;
            if (!await TryCountAsync(stoppingToken))
            {
                await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.WhenAny(grown, Task.Delay(Patience, time, stoppingToken));
            }
        }
    }

    /// <returns>Whether there is more to count now.</returns>
    private async Task<bool> TryCountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hasMore = await counter.CountAsync(TallyStore.All, cancellationToken);
            foreach (var project in wanted.Keys)
            {
                if (!await counter.CountAsync(project, cancellationToken))
                {
                    wanted.TryRemove(project, out _);
                }
            }

            isFailing = false;
            return hasMore || !wanted.IsEmpty;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false; // the service stops
        }
        catch (Exception e)
        {
            if (!isFailing)
            {
                Log.Failed(logger, e);
            }

            isFailing = true;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The entries of the log cannot be counted; it is tried again, and none is left out")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

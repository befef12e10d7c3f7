using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Streaming;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>Lets the rules look whenever the log has grown. Every replica tries, one at a time looks.</summary>
internal sealed partial class AlertWorker(AlertWatch watch, EntryFeed feed, IOptions<AlertOptions> options, TimeProvider time, ILogger<AlertWorker> logger)
    : BackgroundService, IHealthCheck
{
    /// <summary>A wake-up may be lost, and the replica that looks may die.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private volatile bool isFailing;

    /// <summary>Degraded and not unhealthy: the log is complete, and the alerts come once it works again.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isFailing ? HealthCheckResult.Degraded("The alert rules cannot look at the log.") : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            var grown = feed.Grown;
            if (await TryLookAsync(stoppingToken) < AlertWatch.BatchSize)
            {
                await WaitAsync(grown, stoppingToken);
            }
        }
    }

    private async Task<int> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var seen = await watch.LookAsync(cancellationToken);
            isFailing = false;
            return seen;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isFailing)
            {
                Log.Failed(logger, e);
            }

            isFailing = true;
            await Task.Delay(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0; // the service stops
        }
    }

    private async Task WaitAsync(Task grown, CancellationToken cancellationToken) =>
        await Task.WhenAny(grown, Task.Delay(Patience, time, cancellationToken));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The alert rules cannot look at the log; they try again, and nothing is missed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

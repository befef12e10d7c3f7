using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Tree;

namespace TrustedPublishing.Audit.Archiving;

/// <summary>Writes every month that has ended, without being asked. What keeps it from that is said, and tried again; nothing else waits for it.</summary>
internal sealed partial class ArchiveWorker(Archivist archivist, ArchiveFolder folder, IOptions<ArchiveOptions> options, TimeProvider time, ILogger<ArchiveWorker> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private volatile string? trouble;
    private int failures;

    /// <summary>Degraded and not unhealthy: the log itself is as it was.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(trouble is { } what ? HealthCheckResult.Degraded($"The log is not archived: {what}") : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && !stoppingToken.IsCancellationRequested)
        {
            var pause = await WriteAllAsync(stoppingToken);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How long to wait: twice as long after each failure, for a large month is not to be begun every minute on a full disk.</returns>
    private async Task<TimeSpan> WriteAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await archivist.WriteNextAsync(cancellationToken) is { } written)
            {
                var (first, size, file) = (written.First, written.Size, folder.PathOf(written.Month));
                Log.Archived(logger, first, size, file);
            }

            (trouble, failures) = (null, 0);
            return Look;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (trouble != e.Message)
            {
                var level = Level(e);
                Log.NotArchived(logger, level, e.Message);
            }

            trouble = e.Message;
            return TimeSpan.FromMinutes(Math.Min(Math.Pow(2, failures++), LongestPause.TotalMinutes));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // It stops; what it was at is begun anew.
            return Look;
        }
    }

    private static LogLevel Level(Exception e) => e switch
    {
        LogContradictedException => LogLevel.Critical,
        IOException or UnauthorizedAccessException => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Archived the log from {First} to {Size} entries: {File}")]
        public static partial void Archived(ILogger logger, long first, long size, string file);

        [LoggerMessage("The log is not archived: {Reason}")]
        public static partial void NotArchived(ILogger logger, LogLevel level, string reason);
    }
}

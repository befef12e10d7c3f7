using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace TrustedPublishing.Audit.Tree;

/// <summary>Signs the log again and again. A log that contradicts what was signed is not signed any more, and said to be so, until it is mended.</summary>
internal sealed partial class CheckpointSigner(LogBook book, KeyChange keyChange, IOptions<LogOptions> options, TimeProvider time, ILogger<CheckpointSigner> logger)
    : BackgroundService, IHealthCheck
{
    private volatile string? trouble;
    private bool hasToldKeys;

    /// <summary>Degraded and not unhealthy: records are still appended, for none may be lost.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            trouble is { } what ? HealthCheckResult.Degraded($"The log is not signed: {what}")
            : book.WitnessTrouble is { } missing ? HealthCheckResult.Degraded($"The log is signed, and not cosigned: {missing}")
            : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CheckpointInterval, time);
        try
        {
            do
            {
                await SignAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What has come since is signed after the next start.
        }
    }

    private async Task SignAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!hasToldKeys)
            {
                await keyChange.TellAsync(await book.LastAsync(cancellationToken), cancellationToken);
                hasToldKeys = true;
            }

            if (await book.SignAsync(cancellationToken) is { } signed)
            {
                Log.Signed(logger, signed.Size);
            }

            if (trouble is not null)
            {
                Log.SignedAgain(logger);
            }

            trouble = null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (trouble != e.Message)
            {
                Log.NotSigned(logger, e is LogContradictedException ? LogLevel.Critical : LogLevel.Warning, e.Message);
            }

            trouble = e.Message;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Signed the log at {Size} entries")]
        public static partial void Signed(ILogger logger, long size);

        [LoggerMessage(LogLevel.Information, "The log is signed again")]
        public static partial void SignedAgain(ILogger logger);

        [LoggerMessage("The log is not signed: {Reason}")]
        public static partial void NotSigned(ILogger logger, LogLevel level, string reason);
    }
}

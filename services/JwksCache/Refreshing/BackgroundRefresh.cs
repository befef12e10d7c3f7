using Microsoft.Extensions.Options;
using TrustedPublishing.JwksCache.Storage;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Refreshing;

/// <summary>Fetches the keys of the issuers that are in use before their time is over, so that requests do not wait.</summary>
internal sealed partial class BackgroundRefresh(
    IssuerDirectory issuers, IssuerStore store, KeyRefresher refresher, TimeProvider time, IOptions<KeysOptions> options, ILogger<BackgroundRefresh> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Often enough to hit the last fifth of the shortest interval.
        using var timer = new PeriodicTimer(options.Value.MinimumRefreshInterval / 10, time);
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // An issuer that does not answer holds up its own next refresh and nobody else's.
            foreach (var issuer in issuers.All.Where(issuer => running.GetValueOrDefault(issuer.Issuer)?.IsCompleted != false))
            {
                running[issuer.Issuer] = RefreshIfDueAsync(issuer, stoppingToken);
            }
        }
    }

    private async Task RefreshIfDueAsync(ConfiguredIssuer issuer, CancellationToken stoppingToken)
    {
        try
        {
            var state = await store.ReadAsync(issuer.Issuer);
            if (IsDue(state, time.GetUtcNow()))
            {
                await refresher.RefreshAsync(issuer, RefreshReason.Age, state, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end.
        }
        catch (Exception e)
        {
            // Redis is away; whatever else it is, the other issuers and the next tick go on.
            Log.Skipped(logger, issuer.Name, RedisSetup.Describe(e));
        }
    }

    internal static bool IsDue(IssuerState state, DateTimeOffset now) =>
        state.IsNeeded && state.Failure?.Wait(now) is null && state.Set?.IsDue(now) != false;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The background refresh of {Issuer} was skipped: {Reason}")]
        public static partial void Skipped(ILogger logger, string issuer, string reason);
    }
}

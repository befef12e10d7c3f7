using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>
/// Has a follower for each webhook that is not paused. Every replica has; the lease of a webhook's place says which of them delivers. It also removes
/// former secrets when their time is over.
/// </summary>
internal sealed partial class WebhookRunner(WebhookStore store, WebhookDelivery delivery, LogFollower follower, TimeProvider time, ILogger<WebhookRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, (CancellationTokenSource Stop, Task Following)> running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.ForgetFormerSecretsAsync(stoppingToken);
                await AdjustAsync(await store.ActiveAsync(stoppingToken), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotLooked(logger, e.GetType().Name);
            }
            await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        foreach (var id in running.Keys.ToList())
        {
            await StopAsync(id);
        }
    }

    private async Task AdjustAsync(IReadOnlyList<Guid> active, CancellationToken stoppingToken)
    {
        foreach (var id in running.Keys.Except(active).ToList())
        {
            await StopAsync(id);
        }
        foreach (var id in active.Except(running.Keys).ToList())
        {
            if (await delivery.OpenAsync(id, time, stoppingToken) is { } outlet)
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                running[id] = (stop, follower.FollowAsync(outlet, stop.Token));
            }
        }
    }

    private async Task StopAsync(Guid id)
    {
        var (stop, following) = running[id];
        running.Remove(id);
        await stop.CancelAsync();
        await following;
        stop.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Cannot see which webhooks there are: {Kind}")]
        public static partial void NotLooked(ILogger logger, string kind);
    }
}

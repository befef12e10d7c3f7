using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Events;

/// <summary>Keeps the exchange with the events up with the log, as long as it is switched on.</summary>
internal sealed class EventPublisher(EventExchange exchange, LogFollower follower, LogPositions positions, IOptions<EventOptions> options, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        await StartAsync(exchange.Name, stoppingToken);
        await follower.FollowAsync(exchange, stoppingToken);
    }

    /// <summary>The database may not be there yet.</summary>
    private async Task StartAsync(string name, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await positions.StartAtHeadAsync(name, stoppingToken);
                return;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
            {
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

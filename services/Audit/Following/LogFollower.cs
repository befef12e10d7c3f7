using TrustedPublishing.Audit.Access;
using TrustedPublishing.Audit.Reading;
using TrustedPublishing.Audit.Streaming;

namespace TrustedPublishing.Audit.Following;

/// <summary>
/// Takes an outlet along the log, from its place in the database: in order, at least once, one replica at a time. It reads what is committed and
/// nobody waits for it. What was delivered and not yet noted when it died is delivered again.
/// </summary>
internal sealed partial class LogFollower(
    LogPositions positions, IServiceScopeFactory scopes, EntryFeed feed, TimeProvider time, ILogger<LogFollower> logger)
{
    private const int PageSize = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>What one holds less of the lease than the database gives: the move to another replica overlaps with nothing.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Until it is told to stop.</summary>
    public async Task FollowAsync(IOutlet outlet, CancellationToken cancellationToken)
    {
        var owner = Guid.NewGuid();
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = Poll;
            var grown = feed.Grown;
            try
            {
                var hasMore = await FollowOnceAsync(outlet, owner, cancellationToken);
                (failures, pause) = (0, hasMore ? TimeSpan.Zero : Poll);
            }
            catch (DeliverLaterException later)
            {
                (grown, pause) = (Never, later.At - time.GetUtcNow());
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failures++;
                (grown, pause) = (Never, Pause(failures));
                Log.Paused(logger, outlet.Name, pause.TotalSeconds, e.GetType().Name, e.Message);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // It stops; what it was at comes again.
                break;
            }
            await WaitAsync(grown, pause, cancellationToken);
        }
        await ReleaseAsync(outlet, owner);
    }

    /// <returns>Whether there is more to deliver now.</returns>
    private async Task<bool> FollowOnceAsync(IOutlet outlet, Guid owner, CancellationToken cancellationToken)
    {
        using var leased = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        leased.CancelAfter(LogPositions.Lease - Margin);
        if (await positions.TryLeaseAsync(outlet.Name, owner, leased.Token) is not { } after)
        {
            return false;
        }

        var (page, head) = await ReadAsync(outlet.Filter, after, leased.Token);
        if (page.Count > 0)
        {
            await outlet.DeliverAsync(page, MoveAsync, leased.Token);
        }
        if (page.Count == PageSize)
        {
            return true;
        }
        if (head > Math.Max(after, page.Count > 0 ? page[^1].Index : -1))
        {
            // What is none of the outlet's need not be looked at again.
            await MoveAsync(head);
        }
        return false;

        async Task MoveAsync(long index)
        {
            leased.CancelAfter(LogPositions.Lease - Margin);
            await positions.MoveAsync(outlet.Name, owner, index, leased.Token);
        }
    }

    private async Task<(IReadOnlyList<EntryDocument> Page, long Head)> ReadAsync(EntryFilter filter, long after, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Is(AuditReader.Service);
        var reader = scope.ServiceProvider.GetRequiredService<EntryReader>();
        // The head first: what comes in between is in the page or beyond the head.
        var head = await reader.HeadAsync(cancellationToken);
        return (await reader.PageAsync(new PageRequest(filter, EntryOrder.Oldest, after, PageSize), cancellationToken), head);
    }

    private static Task Never { get; } = new TaskCompletionSource().Task;

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.25 * Math.Pow(2, Math.Min(failures, 10))));

    private async Task WaitAsync(Task grown, TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause <= TimeSpan.Zero)
        {
            return;
        }
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(pause, time, waiting.Token);
        await Task.WhenAny(grown, delay);
        await waiting.CancelAsync();
    }

    private async Task ReleaseAsync(IOutlet outlet, Guid owner)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await positions.ReleaseAsync(outlet.Name, owner, limit.Token);
        }
        catch (Exception e)
        {
            // The lease ends by itself.
            Log.NotReleased(logger, outlet.Name, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Outlet} pauses for {Seconds} s: {Kind}: {Reason}")]
        public static partial void Paused(ILogger logger, string outlet, double seconds, string kind, string reason);

        [LoggerMessage(LogLevel.Debug, "{Outlet} could not give up its lease: {Kind}")]
        public static partial void NotReleased(ILogger logger, string outlet, string kind);
    }
}

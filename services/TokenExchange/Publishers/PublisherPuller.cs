namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// Keeps the directory up to date: pulls each second, and at once when woken. What it has is kept while PublisherConfig is
/// away; whether that is still good enough is the directory's age to say.
/// </summary>
internal sealed partial class PublisherPuller(PublisherDirectory directory, PublisherFeed feed, TimeProvider time, ILogger<PublisherPuller> logger)
    : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Between two pulls, however many exchanges want one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private const int LargeLoad = 100_000;

    private bool isBroken;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PullAsync(stoppingToken);
                SayIfBack();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the next tick tries again; until then the directory grows old and exchanges fail closed.
                SayIfBroken(e);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var tick = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(directory.WokenAsync(), Task.Delay(Tick, time, tick.Token));
            await tick.CancelAsync();
        }
    }

    /// <summary>Reads the feed to its end, from the beginning if it is another feed than last time.</summary>
    internal async Task PullAsync(CancellationToken cancellationToken)
    {
        if (directory.Epoch.Length == 0 || !await FollowAsync(cancellationToken))
        {
            await ReloadAsync(cancellationToken);
        }
    }

    /// <returns>False for another epoch, or a feed that ends before the place where we are: a restore. Nothing of before counts.</returns>
    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var after = directory.Through;
        var askedAt = 0L;
        await foreach (var page in feed.ReadAsync(after, cancellationToken))
        {
            if (!string.Equals(page.Epoch, directory.Epoch, StringComparison.Ordinal) || after > page.Head)
            {
                return false;
            }

            directory.Apply(page);
            askedAt = page.AskedAt;
        }

        directory.CompletePull(askedAt);
        return true;
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var progress = new LoadProgress(time, logger);
        PublisherTable? reloaded = null;
        var askedAt = 0L;
        await foreach (var page in feed.ReadAsync(after: 0, cancellationToken))
        {
            reloaded ??= new PublisherTable(page.Epoch);
            reloaded.Apply(page);
            progress.Tell(reloaded, page.Head);
            askedAt = page.AskedAt;
        }

        GiveBackWhatTheLoadUsed(reloaded ?? throw new InvalidOperationException("The feed has at least one page."));
        directory.Replace(reloaded);
        directory.CompletePull(askedAt);
        progress.TellEnd(reloaded);
    }

    /// <summary>
    /// A large load leaves more garbage than it keeps, and memory that was used once is not given back by itself. In a cold start nobody is
    /// served yet, so nobody waits for it.
    /// </summary>
    private void GiveBackWhatTheLoadUsed(PublisherTable loaded)
    {
        if (directory.Epoch.Length == 0 && loaded.Count >= LargeLoad)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private void SayIfBroken(Exception e)
    {
        if (!isBroken)
        {
            Log.Broken(logger, e.Message);
        }

        isBroken = true;
    }

    private void SayIfBack()
    {
        if (isBroken)
        {
            Log.Back(logger);
        }

        isBroken = false;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The publisher feed does not answer; exchanges fail once the directory is too old: {Reason}")]
        public static partial void Broken(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Information, "The publisher feed answers again")]
        public static partial void Back(ILogger logger);
    }
}

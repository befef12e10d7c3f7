using System.Text.Json;

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
        var startedAt = time.GetTimestamp();
        var after = directory.Through;
        var page = await feed.ReadAsync(after, cancellationToken);

        // Another epoch, or a feed that ends before the place where we are: a restore. Nothing of before counts.
        if (!string.Equals(page.Epoch, directory.Epoch, StringComparison.Ordinal) || after > page.Head)
        {
            await ReloadAsync(page.Epoch, cancellationToken);
        }
        else
        {
            directory.Apply(page);
            while (page.More)
            {
                page = await feed.ReadAsync(page.Through, cancellationToken);
                if (!string.Equals(page.Epoch, directory.Epoch, StringComparison.Ordinal))
                {
                    throw new JsonException("The feed's epoch changed between two pages.");
                }

                directory.Apply(page);
            }
        }

        directory.CompletePull(startedAt);
    }

    private async Task ReloadAsync(string epoch, CancellationToken cancellationToken)
    {
        var reloaded = new PublisherTable(epoch);
        FeedPage page;
        do
        {
            page = await feed.ReadAsync(reloaded.Through, cancellationToken);
            if (!string.Equals(page.Epoch, epoch, StringComparison.Ordinal))
            {
                throw new JsonException("The feed's epoch changed between two pages.");
            }

            reloaded.Apply(page);
        }
        while (page.More);
        directory.Replace(reloaded);
        Log.Loaded(logger, reloaded.Count, reloaded.Through);
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
        [LoggerMessage(LogLevel.Information, "Loaded {Count} trusted publishers through revision {Revision}")]
        public static partial void Loaded(ILogger logger, int count, long revision);

        [LoggerMessage(LogLevel.Warning, "The publisher feed does not answer; exchanges fail once the directory is too old: {Reason}")]
        public static partial void Broken(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Information, "The publisher feed answers again")]
        public static partial void Back(ILogger logger);
    }
}

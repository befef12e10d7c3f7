namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// All trusted publishers, in memory, as PublisherConfig's feed tells them. Readers take no locks; one puller writes.
/// How old it is counts on the monotonic clock from the question that the feed answered with its end.
/// </summary>
internal sealed class PublisherDirectory(TimeProvider time)
{
    private readonly Lock waiting = new();
    private volatile PublisherTable table = new("");
    private TaskCompletionSource pulled = NewSignal();
    private TaskCompletionSource wanted = NewSignal();
    private long pullStartedAt;
    private volatile bool isLoaded;

    /// <summary>The time since the feed was last asked and told its end; forever before the first time.</summary>
    public TimeSpan Age => isLoaded ? time.GetElapsedTime(Volatile.Read(ref pullStartedAt)) : TimeSpan.MaxValue;

    public int Count => table.Count;

    /// <summary>Where the next page of the feed begins: 0, or what the last page ended with.</summary>
    public long Through => table.Through;

    public string Epoch => table.Epoch;

    /// <summary>The publishers of this issuer with this identity; a snapshot, made for the caller.</summary>
    public IReadOnlyList<TrustedPublisher> Find(string issuer, string identity) => table.Find(issuer, identity);

    public TrustedPublisher? Find(Guid id) => table.Find(id);

    /// <summary>Whether any publisher is bound to exactly this issuer.</summary>
    public bool HasPublisherOf(string issuer) => table.HasPublisherOf(issuer);

    /// <summary>Whether the publisher is still exactly as it was when it matched.</summary>
    public bool StillStands(TrustedPublisher publisher) => table.FindRevision(publisher.Id) == publisher.Revision;

    /// <summary>Waits until the directory is not older than <paramref name="bound"/>.</summary>
    /// <exception cref="UnavailableException">It did not become so within <paramref name="patience"/>.</exception>
    public Task WaitUntilFreshAsync(TimeSpan bound, TimeSpan patience, CancellationToken cancellationToken) =>
        WaitAsync(() => Age <= bound, patience, cancellationToken);

    /// <summary>Waits for a complete pull that began at <paramref name="timestamp"/> or later: what was registered before is in it.</summary>
    /// <exception cref="UnavailableException">None came within <paramref name="patience"/>.</exception>
    public Task WaitForPullSinceAsync(long timestamp, TimeSpan patience, CancellationToken cancellationToken) =>
        WaitAsync(() => isLoaded && Volatile.Read(ref pullStartedAt) >= timestamp, patience, cancellationToken);

    private async Task WaitAsync(Func<bool> isReached, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (!isReached())
        {
            var left = patience - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                throw UnavailableException.Publishers();
            }

            var next = NextPull();
            Wake();
            await Task.WhenAny(next, Task.Delay(left, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Asks the puller to pull now.</summary>
    public void Wake()
    {
        lock (waiting)
        {
            wanted.TrySetResult();
        }
    }

    /// <summary>For the puller: completes when somebody wants a pull.</summary>
    public Task WokenAsync()
    {
        lock (waiting)
        {
            if (wanted.Task.IsCompleted)
            {
                wanted = NewSignal();
                return Task.CompletedTask;
            }

            return wanted.Task;
        }
    }

    /// <summary>A page of the feed that follows what is there.</summary>
    public void Apply(FeedPage page) => table.Apply(page);

    /// <summary>A reload from the beginning of the feed has ended: the new table takes the old one's place at once.</summary>
    public void Replace(PublisherTable reloaded) => table = reloaded;

    /// <summary>
    /// The end of the feed was reached, by a question that was asked at <paramref name="startedAt"/>. All changes of before are here: what
    /// changed while earlier pages were read came again later in the feed.
    /// </summary>
    public void CompletePull(long startedAt)
    {
        Volatile.Write(ref pullStartedAt, startedAt);
        isLoaded = true;
        TaskCompletionSource done;
        lock (waiting)
        {
            (done, pulled) = (pulled, NewSignal());
        }

        done.TrySetResult();
    }

    private Task NextPull()
    {
        lock (waiting)
        {
            return pulled.Task;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

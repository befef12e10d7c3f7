using System.Collections.Concurrent;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// All trusted publishers, in memory, as PublisherConfig's feed tells them. Readers take no locks; one puller writes.
/// How old it is counts on the monotonic clock from the start of the last pull that reached the end of the feed.
/// </summary>
internal sealed class PublisherDirectory(TimeProvider time)
{
    private readonly Lock waiting = new();
    private volatile PublisherTable table = new("");
    private TaskCompletionSource pulled = NewSignal();
    private TaskCompletionSource wanted = NewSignal();
    private long pullStartedAt;
    private volatile bool isLoaded;

    /// <summary>The time since the start of the last complete pull; forever before the first.</summary>
    public TimeSpan Age => isLoaded ? time.GetElapsedTime(Volatile.Read(ref pullStartedAt)) : TimeSpan.MaxValue;

    public int Count => table.Count;

    /// <summary>Where the next page of the feed begins: 0, or what the last page ended with.</summary>
    public long Through => table.Through;

    public string Epoch => table.Epoch;

    /// <summary>The publishers of this issuer with this identity; a snapshot.</summary>
    public IReadOnlyList<TrustedPublisher> Find(string issuer, string identity) => table.Find(issuer, identity);

    public TrustedPublisher? Find(Guid id) => table.Find(id);

    /// <summary>Whether any publisher is bound to exactly this issuer.</summary>
    public bool HasPublisherOf(string issuer) => table.HasPublisherOf(issuer);

    /// <summary>Whether the publisher is still exactly as it was when it matched.</summary>
    public bool StillStands(TrustedPublisher publisher) => Find(publisher.Id)?.Revision == publisher.Revision;

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

    /// <summary>The end of the feed was reached by a pull that began at <paramref name="startedAt"/>.</summary>
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

/// <summary>The publishers of one epoch of the feed, found by id and by what an ID token proves.</summary>
internal sealed class PublisherTable(string epoch)
{
    private readonly ConcurrentDictionary<Guid, TrustedPublisher> byId = new();
    private readonly ConcurrentDictionary<(string Issuer, string Identity), TrustedPublisher[]> byIdentity = new();

    /// <summary>How many publishers are bound to each issuer; never 0.</summary>
    private readonly ConcurrentDictionary<string, int> byIssuer = new(StringComparer.Ordinal);

    public string Epoch => epoch;

    public int Count => byId.Count;

    public long Through { get; private set; }

    public IReadOnlyList<TrustedPublisher> Find(string issuer, string identity) =>
        byIdentity.TryGetValue((issuer, identity), out var found) ? found : [];

    public TrustedPublisher? Find(Guid id) => byId.GetValueOrDefault(id);

    public bool HasPublisherOf(string issuer) => byIssuer.ContainsKey(issuer);

    public void Apply(FeedPage page)
    {
        foreach (var change in page.Changes)
        {
            // An older revision can only come from a feed that lies about its order.
            if (byId.TryGetValue(change.Id, out var old) && old.Revision >= change.Revision)
            {
                continue;
            }

            // Out of the old place first: for a moment it matches nowhere, never in two places.
            if (old is not null)
            {
                Remove(old);
            }

            if (change.Publisher is not null)
            {
                Add(change.Publisher);
            }
        }

        Through = page.Through;
    }

    private void Add(TrustedPublisher publisher)
    {
        byId[publisher.Id] = publisher;
        byIssuer[publisher.Issuer] = byIssuer.GetValueOrDefault(publisher.Issuer) + 1;
        var place = PlaceOf(publisher);
        byIdentity[place] = byIdentity.TryGetValue(place, out var there) ? [.. there, publisher] : [publisher];
    }

    private void Remove(TrustedPublisher publisher)
    {
        byId.TryRemove(publisher.Id, out _);
        if (--byIssuer[publisher.Issuer] == 0)
        {
            byIssuer.TryRemove(publisher.Issuer, out _);
        }

        var place = PlaceOf(publisher);
        TrustedPublisher[] left = [.. byIdentity[place].Where(other => other.Id != publisher.Id)];
        if (left.Length > 0)
        {
            byIdentity[place] = left;
        }
        else
        {
            byIdentity.TryRemove(place, out _);
        }
    }

    private static (string Issuer, string Identity) PlaceOf(TrustedPublisher publisher) =>
        (publisher.Issuer, publisher.Rule.Identity);
}

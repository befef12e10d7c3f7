namespace TrustedPublishing.JwksCache.Announcements;

/// <summary>Wakes the relay of this process when it stored a record; other replicas poll.</summary>
internal sealed class RecordSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Set()
    {
        // One pending wake-up is enough. Two at once may both see none: the second release is then one too many.
        try
        {
            if (signal.CurrentCount == 0)
            {
                signal.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Already set.
        }
    }

    /// <summary>Returns when set, or after <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => signal.Dispose();
}

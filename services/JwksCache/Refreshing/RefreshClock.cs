namespace TrustedPublishing.JwksCache.Refreshing;

/// <summary>The time, and its end: fetches outlive the request that caused them, but not the process.</summary>
internal sealed class RefreshClock(TimeProvider time, IHostApplicationLifetime lifetime)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public CancellationToken Stopping => lifetime.ApplicationStopping;
}

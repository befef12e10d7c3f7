namespace TrustedPublishing.JwksCache.Refreshing;

/// <summary>Whether a fetch may begin now.</summary>
internal abstract record FetchStart
{
    private FetchStart()
    {
    }

    /// <param name="Token">Proves at the end that the lock is still this fetch's.</param>
    /// <param name="Number">The number of the fetch among those of the issuer.</param>
    public sealed record Begun(string Token, long Number) : FetchStart;

    /// <summary>A fetch is in flight, here or in another replica.</summary>
    public sealed record Busy : FetchStart;

    /// <summary>A fetch has ended since the caller looked, perhaps one that began since: look again.</summary>
    public sealed record Overtaken : FetchStart;

    /// <summary>An unknown key id caused a fetch lately.</summary>
    public sealed record Cooling(TimeSpan Left) : FetchStart;
}

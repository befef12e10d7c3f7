using System.Net.Http.Headers;

namespace TrustedPublishing.JwksCache.Fetching;

/// <summary>How long a document may be kept, as its headers say (RFC 9111 §4.2, §5.2.2). Bounds are applied later.</summary>
internal static class Freshness
{
    /// <summary>Null when the headers say nothing; zero when the document should not be kept at all.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers)
    {
        if (headers.CacheControl is not { } control)
        {
            return null;
        }

        if (control.NoStore || control.NoCache)
        {
            return TimeSpan.Zero;
        }

        // This is a shared cache, so s-maxage goes first; time that the document spent in other caches is over.
        var lifetime = control.SharedMaxAge ?? control.MaxAge;
        return lifetime is { } given && headers.Age is { } age ? Positive(given - age) : lifetime;
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}

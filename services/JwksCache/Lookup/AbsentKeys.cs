using System.Collections.Concurrent;

namespace TrustedPublishing.JwksCache.Lookup;

/// <summary>
/// Key ids that an issuer's set does not hold, while no fetch may be caused to look again: asked for once more, they cost
/// nothing. Never a reason to refuse, because the issuer may have published the key in the meantime. The next good fetch
/// empties it, and it holds so many and no more: key ids come from strangers.
/// </summary>
internal sealed class AbsentKeys
{
    public const int MostPerIssuer = 1000;

    private readonly ConcurrentDictionary<string, Absences> byIssuer = new(StringComparer.Ordinal);

    /// <summary>How much longer nothing more can be learnt about the key id; null if a fetch may tell.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="fetch">The number of the fetch that found the set which is there now.</param>
    /// <param name="keyId">The key id in question.</param>
    /// <param name="now">The time.</param>
    public TimeSpan? Wait(string issuer, long fetch, string keyId, DateTimeOffset now) =>
        byIssuer.TryGetValue(issuer, out var absences) && absences.Fetch == fetch && absences.Until.TryGetValue(keyId, out var until) && until > now
            ? until - now
            : null;

    /// <summary>Remembers that the set of this fetch does not hold the key id, and that no other set comes before <paramref name="until"/>.</summary>
    public void Remember(string issuer, long fetch, string keyId, DateTimeOffset until)
    {
        var absences = byIssuer.AddOrUpdate(
            issuer, static (_, fetch) => new Absences(fetch), static (_, known, fetch) => known.Fetch >= fetch ? known : new Absences(fetch), fetch);
        if (absences.Fetch == fetch && (absences.Until.Count < MostPerIssuer || absences.Until.ContainsKey(keyId)))
        {
            absences.Until[keyId] = until;
        }
    }

    public int Count(string issuer) => byIssuer.TryGetValue(issuer, out var absences) ? absences.Until.Count : 0;

    private sealed record Absences(long Fetch)
    {
        public ConcurrentDictionary<string, DateTimeOffset> Until { get; } = new(StringComparer.Ordinal);
    }
}

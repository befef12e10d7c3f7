using System.Collections.Concurrent;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>One issuer's keys in the memory of this process, and the questions about others that are on their way.</summary>
internal sealed class IssuerKeys(string issuer, KeyQuestion question, TimeProvider time)
{
    /// <summary>How long a key is used without asking JwksCache whether it still stands.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    /// <summary>Key ids come from strangers: so many questions at once about one issuer, more are turned away. Keys that were good before always may be asked for.</summary>
    public const int MostQuestions = 32;

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<KeyLookup>>> asking = new(StringComparer.Ordinal);
    private int generation;

    /// <exception cref="UnavailableException">JwksCache cannot tell right now.</exception>
    public async Task<KeyLookup> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var isKnown = known.TryGetValue(keyId, out var key);
        if (key?.Key is { } fresh && time.GetElapsedTime(key.AskedAt) < MaxAge)
        {
            return new KeyLookup.Found(fresh);
        }

        var mine = new Lazy<Task<KeyLookup>>(() => AskAsync(keyId));
        var shared = Join(keyId, mine, isKnown);
        var lookup = await shared.Value.WaitAsync(cancellationToken);
        if (shared == mine || lookup is KeyLookup.Found)
        {
            return lookup;
        }

        // The question was on its way before this request came, and a refusal needs knowledge that is newer (decision 5).
        return await Join(keyId, new Lazy<Task<KeyLookup>>(() => AskAsync(keyId)), isKnown).Value.WaitAsync(cancellationToken);
    }

    /// <summary>The issuer's keys have changed: the next exchange asks.</summary>
    public void Forget()
    {
        // An answer that is on its way may be older than the change; it is used once and not kept.
        Interlocked.Increment(ref generation);
        foreach (var keyId in known.Keys)
        {
            known[keyId] = new Known(null, 0);
        }
    }

    /// <summary>The question about this key id, shared by all who wait: the one who started it cannot cancel it for the others.</summary>
    private Lazy<Task<KeyLookup>> Join(string keyId, Lazy<Task<KeyLookup>> mine, bool isKnown) =>
        isKnown || asking.Count < MostQuestions || asking.ContainsKey(keyId) ? asking.GetOrAdd(keyId, mine) : throw UnavailableException.Overload();

    private async Task<KeyLookup> AskAsync(string keyId)
    {
        var askedAt = time.GetTimestamp();
        var askedIn = Volatile.Read(ref generation);
        try
        {
            var lookup = await question.AskAsync(issuer, keyId);
            if (lookup is KeyLookup.Found found)
            {
                known[keyId] = askedIn == Volatile.Read(ref generation) ? new Known(found.Key, askedAt) : new Known(null, 0);
            }
            else
            {
                known.TryRemove(keyId, out _);
            }

            return lookup;
        }
        finally
        {
            asking.TryRemove(keyId, out _);
        }
    }

    /// <param name="Key">Null if it was good and must be asked for again.</param>
    /// <param name="AskedAt">When JwksCache was asked, on the monotonic clock.</param>
    private sealed record Known(SigningKey? Key, long AskedAt);
}

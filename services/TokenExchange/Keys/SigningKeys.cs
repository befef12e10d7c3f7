using System.Collections.Concurrent;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>
/// The issuers' signing keys: from memory for as long as <see cref="IssuerKeys.MaxAge"/>, else from JwksCache, with one
/// request in flight for each key. Each issuer has its own memory and its own bounds: a dead one slows nobody else.
/// </summary>
internal sealed class SigningKeys(KeyQuestion question, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, IssuerKeys> issuers = new(StringComparer.Ordinal);

    /// <param name="issuer">An issuer of the configuration: there are only so many.</param>
    /// <param name="keyId">A key id, by a stranger's word.</param>
    /// <param name="cancellationToken">Ends the wait, not the question.</param>
    /// <exception cref="UnavailableException">JwksCache cannot tell right now.</exception>
    public Task<KeyLookup> FindAsync(string issuer, string keyId, CancellationToken cancellationToken) =>
        issuers.GetOrAdd(issuer, name => new IssuerKeys(name, question, time)).FindAsync(keyId, cancellationToken);

    /// <summary>The issuer's keys have changed: the next exchange asks.</summary>
    public void Forget(string issuer)
    {
        if (issuers.TryGetValue(issuer, out var keys))
        {
            keys.Forget();
        }
    }
}

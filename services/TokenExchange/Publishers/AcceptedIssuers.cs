using Microsoft.Extensions.Options;
using TrustedPublishing.TokenExchange.Exchange;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Whose ID tokens are looked at here.</summary>
internal sealed class AcceptedIssuers(
    IssuerCatalog issuers, PublisherDirectory publishers, IOptions<PublisherOptions> freshness, TimeProvider time)
{
    /// <summary>
    /// The configured issuer that spells itself so; null if there is none. Anybody can invent an issuer that matches a pattern, so
    /// one of those counts only once a publisher of exactly it is registered: nobody else can make this installation ask it for keys.
    /// </summary>
    /// <exception cref="UnavailableException">Whether there is such a publisher cannot be told.</exception>
    public async Task<KnownIssuer?> FindAsync(string issuer, CancellationToken cancellationToken)
    {
        var known = issuers.Find(issuer);
        if (known?.Configured.Pattern is null || publishers.HasPublisherOf(issuer))
        {
            return known;
        }

        // A publisher that was registered a moment ago must not be refused because nobody has told us yet.
        await publishers.WaitForPullSinceAsync(time.GetTimestamp(), freshness.Value.Patience, cancellationToken);
        return publishers.HasPublisherOf(issuer) ? known : null;
    }
}

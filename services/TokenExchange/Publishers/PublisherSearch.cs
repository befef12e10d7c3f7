using Microsoft.Extensions.Options;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>Finds the publisher that an ID token speaks for, in a directory that is new enough, and has it pinned if that is still to do.</summary>
internal sealed class PublisherSearch(
    PublisherDirectory directory, PublisherPins pins, IOptions<PublisherOptions> freshness, TimeProvider time)
{
    /// <returns>A match or a refusal.</returns>
    /// <exception cref="UnavailableException">The directory is too old, or PublisherConfig does not answer.</exception>
    public async Task<MatchResult> FindAsync(VerifiedIdToken idToken, IProvider provider, CancellationToken cancellationToken)
    {
        var match = await MatchAsync(idToken, provider, cancellationToken);
        return match is MatchResult.NeedsPin wanted
            ? await PinAsync(wanted, idToken, provider, cancellationToken)
            : match;
    }

    private async Task<MatchResult> MatchAsync(VerifiedIdToken idToken, IProvider provider, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("match publisher");
        var askedAt = time.GetTimestamp();
        await directory.WaitUntilFreshAsync(freshness.Value.MaxAge, freshness.Value.Patience, cancellationToken);
        var match = Match(idToken, provider);
        if (match is MatchResult.Refused)
        {
            // A publisher that was registered a moment ago must not be refused because nobody has told us yet.
            await directory.WaitForPullSinceAsync(askedAt, freshness.Value.Patience, cancellationToken);
            match = Match(idToken, provider);
        }

        return match;
    }

    /// <summary>
    /// Pins before anything is committed, and matches again by a directory that knows of it. A crash in between leaves a pinned
    /// publisher and no token; the same ID token can come again.
    /// </summary>
    private async Task<MatchResult> PinAsync(MatchResult.NeedsPin wanted, VerifiedIdToken idToken, IProvider provider, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("pin publisher");
        var answer = await pins.PinAsync(wanted.Publisher.Id, wanted.Ids, idToken.Signed.DigestHex, cancellationToken);
        if (answer == PinAnswer.WindowOver)
        {
            var claim = wanted.Ids.First();
            var mismatch = new Mismatch(DenialReason.PinWindowOver, claim.Key, "that it was seen before the publisher's window ended", claim.Value);
            return new MatchResult.Refused(mismatch, wanted.Publisher, []);
        }

        await directory.WaitForPullSinceAsync(time.GetTimestamp(), freshness.Value.Patience, cancellationToken);
        return Match(idToken, provider) switch
        {
            // Somebody changes publishers faster than they can be read.
            MatchResult.NeedsPin => throw UnavailableException.Publishers(),
            var match => match,
        };
    }

    private MatchResult Match(VerifiedIdToken idToken, IProvider provider) =>
        PublisherMatch.Find(provider, idToken, identity => directory.Find(idToken.Issuer, identity), time.GetUtcNow());
}

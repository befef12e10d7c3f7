using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>
/// What the immutable ids of an ID token mean for a publisher. Names can be given up and taken up by somebody else; ids cannot. Pure.
/// </summary>
internal abstract record PinCheck
{
    private PinCheck()
    {
    }

    /// <summary>The ID token carries the ids that the publisher is pinned to, or the provider has none.</summary>
    public sealed record Holds : PinCheck;

    /// <summary>The publisher waits for its ids, and these are the ID token's.</summary>
    public sealed record Waits(IReadOnlyDictionary<string, string> Ids) : PinCheck;

    public sealed record Fails(Mismatch Mismatch) : PinCheck;

    /// <param name="publisher">A publisher whose names hold or not.</param>
    /// <param name="idClaims">The provider's claims with immutable ids.</param>
    /// <param name="claims">The ID token's.</param>
    /// <param name="now">The time.</param>
    public static PinCheck Of(TrustedPublisher publisher, IReadOnlyList<string> idClaims, IdTokenClaims claims, DateTimeOffset now)
    {
        if (publisher.IsPinned)
        {
            // A claim that is missing is not the one that is pinned.
            var other = publisher.PinnedIds.FirstOrDefault(id => !string.Equals(claims.Text(id.Key), id.Value, StringComparison.Ordinal));
            return other.Key is null
                ? new Holds()
                : new Fails(new Mismatch(DenialReason.PinnedIdMismatch, other.Key, "the id that the publisher is pinned to", claims.Text(other.Key))
                {
                    Advice = "This is another account or repository than the one that was pinned: a fork, or one that took over the name. "
                        + "If it is the right one now, the owners remove the publisher and register it again.",
                });
        }

        if (idClaims.Count == 0)
        {
            return new Holds();
        }

        if (publisher.PinUntil is not { } until || now >= until)
        {
            return new Fails(new Mismatch(DenialReason.PinWindowOver, idClaims[0], "that it was seen before the publisher's window ended", claims.Text(idClaims[0]))
            {
                Advice = "Nothing was published in time to pin the publisher. Its owners remove it and register it again.",
            });
        }

        var missing = idClaims.FirstOrDefault(claim => claims.Text(claim) is null);
        return missing is null
            ? new Waits(idClaims.ToDictionary(claim => claim, claim => claims.Text(claim)!, StringComparer.Ordinal))
            : new Fails(new Mismatch(DenialReason.ClaimMissing, missing, "that it is there, as text", null));
    }
}

using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Providers;

/// <summary>What came of comparing an ID token with the registered publishers.</summary>
internal abstract record MatchResult
{
    private MatchResult()
    {
    }

    public sealed record Matched(TrustedPublisher Publisher) : MatchResult;

    /// <summary>The nearest publisher is null where none has the identity of the ID token.</summary>
    public sealed record Refused(DenialReason Reason, string? Detail, TrustedPublisher? Nearest) : MatchResult;
}

/// <summary>
/// Which publisher an ID token speaks for. Pure. Of several that match, one wins: the more specific registration
/// (an environment or subject that is pinned), then the publisher that was registered first (ids grow with time).
/// </summary>
internal static class PublisherMatch
{
    /// <param name="rules">Of the issuer's provider.</param>
    /// <param name="idToken">Signed, for us, for now.</param>
    /// <param name="candidates">By identity: all publishers of the ID token's issuer that have it.</param>
    public static MatchResult Find(IProviderRules rules, VerifiedIdToken idToken, Func<string, IReadOnlyList<TrustedPublisher>> candidates)
    {
        if (rules.Claims.FindMissing(idToken.Claims) is { } missing)
        {
            return new MatchResult.Refused(DenialReason.ClaimMissing, $"The claim \"{missing}\" is missing.", null);
        }

        if (rules.RefuseOutright(idToken.Claims) is { } outright)
        {
            return new MatchResult.Refused(outright.Reason, outright.Detail, null);
        }

        return Choose(candidates(rules.IdentityOf(idToken.Claims)), idToken);
    }

    private static MatchResult Choose(IReadOnlyList<TrustedPublisher> candidates, VerifiedIdToken idToken)
    {
        (TrustedPublisher Publisher, Mismatch Mismatch)? nearest = null;
        foreach (var publisher in candidates.Where(one => StandsFor(one, idToken)).Order(MostSpecificFirst))
        {
            if (publisher.Registration.Compare(idToken.Claims, idToken.Issuer) is not { } mismatch)
            {
                return new MatchResult.Matched(publisher);
            }

            if (nearest is null || mismatch.Depth > nearest.Value.Mismatch.Depth)
            {
                nearest = (publisher, mismatch);
            }
        }

        return nearest is { } near
            ? new MatchResult.Refused(near.Mismatch.Reason, near.Mismatch.Detail, near.Publisher)
            : new MatchResult.Refused(DenialReason.NoPublisher, null, null);
    }

    /// <summary>A publisher is bound to one issuer, byte for byte; one without projects can publish nothing.</summary>
    private static bool StandsFor(TrustedPublisher publisher, VerifiedIdToken idToken) =>
        string.Equals(publisher.Issuer, idToken.Issuer, StringComparison.Ordinal) && publisher.Projects.Count > 0;

    private static readonly Comparer<TrustedPublisher> MostSpecificFirst = Comparer<TrustedPublisher>.Create((one, other) =>
    {
        var bySpecificity = other.Registration.Specificity.CompareTo(one.Registration.Specificity);
        return bySpecificity != 0 ? bySpecificity : one.Id.CompareTo(other.Id);
    });
}

using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Publishers;

/// <summary>What came of comparing an ID token with the registered publishers.</summary>
internal abstract record MatchResult
{
    private MatchResult()
    {
    }

    public sealed record Matched(TrustedPublisher Publisher) : MatchResult;

    /// <param name="Mismatch">Null where nothing is registered for the identity of the ID token.</param>
    /// <param name="Nearest">The publisher that came closest; null where none has the identity, or where no registration could make it good.</param>
    /// <param name="Checks">What of the nearest publisher's registration holds and what does not.</param>
    public sealed record Refused(Mismatch? Mismatch, TrustedPublisher? Nearest, IReadOnlyList<ClaimCheck> Checks) : MatchResult
    {
        public DenialReason Reason => Mismatch?.Reason ?? DenialReason.NoPublisher;
    }
}

/// <summary>
/// Which publisher an ID token speaks for. Pure. Of several that match, one wins: the one whose registration fills most
/// fields, then the one that was registered first (ids grow with time).
/// </summary>
internal static class PublisherMatch
{
    /// <param name="provider">Of the issuer.</param>
    /// <param name="idToken">Signed, for us, for now.</param>
    /// <param name="candidates">By identity: all publishers of the ID token's issuer that have it.</param>
    public static MatchResult Find(IProvider provider, VerifiedIdToken idToken, Func<string, IReadOnlyList<TrustedPublisher>> candidates) =>
        RefuseOutright(provider, idToken.Claims) is { } mismatch
            ? new MatchResult.Refused(mismatch, null, [])
            : Choose(candidates(provider.IdentityOf(idToken.Claims)), idToken);

    /// <summary>What no registration can make good; null if there is nothing of that kind.</summary>
    public static Mismatch? RefuseOutright(IProvider provider, IdTokenClaims claims) => provider.Claims.FindMissing(claims) is { } missing
        ? new Mismatch(DenialReason.ClaimMissing, missing, "that it is there", null)
        : provider.RefuseOutright(claims);

    private static MatchResult Choose(IReadOnlyList<TrustedPublisher> candidates, VerifiedIdToken idToken)
    {
        var nearest = new MatchResult.Refused(null, null, []);
        foreach (var publisher in candidates.Where(one => StandsFor(one, idToken)).Order(MostSpecificFirst))
        {
            var checks = publisher.Rule.Check(idToken.Claims, idToken.Issuer);
            var mismatch = checks.Select(check => check.Mismatch).FirstOrDefault(mismatch => mismatch is not null);
            if (checks.Count > 0 && mismatch is null)
            {
                return new MatchResult.Matched(publisher);
            }

            if (nearest.Nearest is null || IsNearer(checks, nearest.Checks))
            {
                nearest = new MatchResult.Refused(mismatch, publisher, checks);
            }
        }

        return nearest;
    }

    /// <summary>A publisher is bound to one issuer, byte for byte; one without projects can publish nothing.</summary>
    private static bool StandsFor(TrustedPublisher publisher, VerifiedIdToken idToken) =>
        string.Equals(publisher.Issuer, idToken.Issuer, StringComparison.Ordinal) && publisher.Projects.Count > 0;

    /// <summary>Whose first failure comes later is nearer; then, who has fewer of them.</summary>
    internal static bool IsNearer(IReadOnlyList<ClaimCheck> checks, IReadOnlyList<ClaimCheck> than) =>
        (checks.TakeWhile(check => check.Holds).Count(), -checks.Count(check => !check.Holds))
            .CompareTo((than.TakeWhile(check => check.Holds).Count(), -than.Count(check => !check.Holds))) > 0;

    private static readonly Comparer<TrustedPublisher> MostSpecificFirst = Comparer<TrustedPublisher>.Create((one, other) =>
    {
        var bySpecificity = other.Rule.Specificity.CompareTo(one.Rule.Specificity);
        return bySpecificity != 0 ? bySpecificity : one.Id.CompareTo(other.Id);
    });
}

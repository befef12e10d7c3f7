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

    /// <summary>The publisher matches by its names and has to be pinned to these ids before anything is minted for it.</summary>
    public sealed record NeedsPin(TrustedPublisher Publisher, IReadOnlyDictionary<string, string> Ids) : MatchResult;

    /// <param name="Mismatch">Null where nothing is registered for the identity of the ID token.</param>
    /// <param name="Nearest">The publisher that came closest; null where none has the identity, or where no registration could make it good.</param>
    /// <param name="Checks">What of the nearest publisher's registration holds and what does not.</param>
    public sealed record Refused(Mismatch? Mismatch, TrustedPublisher? Nearest, IReadOnlyList<ClaimCheck> Checks) : MatchResult
    {
        public DenialReason Reason => Mismatch?.Reason ?? DenialReason.NoPublisher;

        /// <summary>The ID token carries the immutable ids that the nearest publisher is pinned to.</summary>
        public bool IsProven { get; init; }

        /// <summary>
        /// What the caller may be told beyond the reason: what is registered only where the ids prove that it is the caller's, not
        /// where the names alone do.
        /// </summary>
        public string? Told => Nearest is null || IsProven || Reason == DenialReason.PinnedIdMismatch ? Mismatch?.Explain() : null;
    }
}

/// <summary>
/// Which publisher an ID token speaks for. Pure. Of several that match, one wins: the one whose registration fills most
/// fields, then one that is pinned, then the one that was registered first (ids grow with time).
/// </summary>
internal static class PublisherMatch
{
    /// <param name="provider">Of the issuer.</param>
    /// <param name="idToken">Signed, for us, for now.</param>
    /// <param name="candidates">By identity: all publishers of the ID token's issuer that have it.</param>
    /// <param name="now">The time.</param>
    public static MatchResult Find(
        IProvider provider, VerifiedIdToken idToken, Func<string, IReadOnlyList<TrustedPublisher>> candidates, DateTimeOffset now) =>
        RefuseOutright(provider, idToken.Claims) is { } mismatch
            ? new MatchResult.Refused(mismatch, null, [new ClaimCheck(mismatch.Claim, mismatch)])
            : Choose(candidates(provider.IdentityOf(idToken.Claims)), provider.Claims.ImmutableIds, idToken, now);

    /// <summary>What no registration can make good; null if there is nothing of that kind.</summary>
    public static Mismatch? RefuseOutright(IProvider provider, IdTokenClaims claims) => provider.Claims.FindMissing(claims) is { } missing
        ? new Mismatch(DenialReason.ClaimMissing, missing, "that it is there", null)
        : provider.RefuseOutright(claims);

    private static MatchResult Choose(
        IReadOnlyList<TrustedPublisher> candidates, IReadOnlyList<string> idClaims, VerifiedIdToken idToken, DateTimeOffset now)
    {
        var nearest = new MatchResult.Refused(null, null, []);
        foreach (var publisher in candidates.Where(one => StandsFor(one, idToken)).Order(MostSpecificFirst))
        {
            var checks = publisher.Rule.Check(idToken.Claims, idToken.Issuer);
            var pin = PinCheck.Of(publisher, idClaims, idToken.Claims, now);
            if (checks.Count > 0 && checks.All(check => check.Holds) && pin is not PinCheck.Fails)
            {
                return pin is PinCheck.Waits { Ids: var ids } ? new MatchResult.NeedsPin(publisher, ids) : new MatchResult.Matched(publisher);
            }

            var refused = Refuse(publisher, checks, pin);
            if (nearest.Nearest is null || IsNearer(refused.Checks, nearest.Checks))
            {
                nearest = refused;
            }
        }

        return nearest;
    }

    /// <summary>
    /// Other ids than the pinned ones come before all else: it is another repository, and nothing that is registered concerns it.
    /// That nobody pinned the publisher in time is said last, to the job that would have.
    /// </summary>
    internal static MatchResult.Refused Refuse(TrustedPublisher publisher, IReadOnlyList<ClaimCheck> checks, PinCheck pin)
    {
        var failed = (pin as PinCheck.Fails)?.Mismatch;
        var all = failed is null ? checks : [.. checks, new ClaimCheck(failed.Claim, failed)];
        var mismatch = failed?.Reason == DenialReason.PinnedIdMismatch ? failed : all.FirstOrDefault(check => !check.Holds)?.Mismatch;
        return new MatchResult.Refused(mismatch, publisher, all) { IsProven = publisher.IsPinned && failed is null };
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
        var byPin = other.IsPinned.CompareTo(one.IsPinned);
        return (bySpecificity, byPin) switch
        {
            (not 0, _) => bySpecificity,
            (_, not 0) => byPin,
            _ => one.Id.CompareTo(other.Id),
        };
    });
}

using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Explain;

/// <summary>Compares claims with publishers as an exchange does, but says everything about each of them. Pure.</summary>
internal static class PublisherExplanation
{
    /// <param name="claims">Verified or not: nothing is granted here.</param>
    /// <param name="issuer">Of the claims.</param>
    /// <param name="provider">Of the issuer.</param>
    /// <param name="publishers">To compare with.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<ExplainedPublisher> Of(
        IdTokenClaims claims, ConfiguredIssuer issuer, IProvider provider, IReadOnlyList<TrustedPublisher> publishers, DateTimeOffset now)
    {
        var compared = publishers.Select(publisher => (Publisher: publisher, Result: Compare(publisher, claims, issuer, provider, now))).ToList();
        MatchResult.Refused? nearest = null;
        foreach (var (_, result) in compared.Where(one => one.Result.Mismatch is not null))
        {
            nearest = nearest is null || IsNearer(result, nearest) ? result : nearest;
        }

        return [.. compared.Select(one => Explain(
            one.Publisher, one.Result, isNearest: ReferenceEquals(one.Result, nearest), WaitsForPin(one.Publisher, claims, provider, now)))];
    }

    private static MatchResult.Refused Compare(TrustedPublisher publisher, IdTokenClaims claims, ConfiguredIssuer issuer, IProvider provider, DateTimeOffset now)
    {
        // Claims of another provider could only be compared by accident.
        if (!string.Equals(publisher.Issuer, issuer.Issuer, StringComparison.Ordinal))
        {
            var mismatch = new Mismatch(DenialReason.NoPublisher, ClaimNames.Issuer, $"\"{publisher.Issuer}\"", issuer.Issuer)
            {
                Difference = Difference.Describe(publisher.Issuer, issuer.Issuer),
                Advice = "A publisher trusts one issuer. Register another one for this issuer.",
            };
            return new MatchResult.Refused(mismatch, publisher, [new ClaimCheck(ClaimNames.Issuer, mismatch)]);
        }

        return PublisherMatch.Refuse(
            publisher, publisher.Rule.Check(claims, issuer.Issuer), PinCheck.Of(publisher, provider.Claims.ImmutableIds, claims, now));
    }

    /// <summary>One of another issuer is never nearer than one of the claims' own.</summary>
    private static bool IsNearer(MatchResult.Refused one, MatchResult.Refused than) => (IsOfAnotherIssuer(one), IsOfAnotherIssuer(than)) switch
    {
        (false, true) => true,
        (true, false) => false,
        _ => PublisherMatch.IsNearer(one.Checks, than.Checks),
    };

    private static bool IsOfAnotherIssuer(MatchResult.Refused result) => string.Equals(result.Mismatch?.Claim, ClaimNames.Issuer, StringComparison.Ordinal);

    private static bool WaitsForPin(TrustedPublisher publisher, IdTokenClaims claims, IProvider provider, DateTimeOffset now) =>
        PinCheck.Of(publisher, provider.Claims.ImmutableIds, claims, now) is PinCheck.Waits;

    private static ExplainedPublisher Explain(TrustedPublisher publisher, MatchResult.Refused result, bool isNearest, bool waitsForPin)
    {
        var matches = result.Checks.Count > 0 && result.Mismatch is null;
        var message = (matches, waitsForPin) switch
        {
            (true, true) => "It matches. The first exchange pins the publisher to the immutable ids in its ID token.",
            (true, false) => "It matches.",
            _ => result.Mismatch?.Explain(),
        };
        return new ExplainedPublisher(
            publisher.Id,
            matches,
            isNearest,
            result.Mismatch?.Reason.Code,
            message,
            [.. result.Checks.Where(check => check.Holds).Select(check => check.Claim)],
            [.. result.Checks.Select(check => check.Mismatch).OfType<Mismatch>().Select(mismatch => new ExplainedMismatch(mismatch.Claim, mismatch.Expected, mismatch.Got, mismatch.Explain()))]);
    }
}

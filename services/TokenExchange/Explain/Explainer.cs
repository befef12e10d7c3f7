using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Explain;

/// <summary>
/// Goes through an exchange without making it: with the same keys, the same rules and the same publishers, but nothing is
/// consumed, minted, recorded or logged, and it does not stop at the first thing that is wrong.
/// </summary>
internal sealed class Explainer(
    IdTokenAuthenticator authenticator, IssuerCatalog issuers, PublisherDirectory directory, IOptions<PublisherOptions> freshness, TimeProvider time)
{
    /// <param name="idToken">In compact form.</param>
    /// <param name="publisherIds">Publishers of one project.</param>
    /// <param name="cancellationToken">Ends the wait for keys and publishers.</param>
    public async Task<Explanation> ExplainAsync(string idToken, IReadOnlyList<Guid> publisherIds, CancellationToken cancellationToken)
    {
        var compact = Encoding.UTF8.GetBytes(idToken);
        if (!UnverifiedIdToken.TryParse(compact, out var unverified, out var refusal))
        {
            return new Explanation(false, [ProblemWords.Of(refusal)], []);
        }

        var (isVerified, problem) = await AuthenticateAsync(compact, cancellationToken);
        return await CompareAsync(new IdTokenClaims(unverified.Payload), isVerified, problem, publisherIds, cancellationToken);
    }

    /// <param name="claims">A JSON object.</param>
    /// <param name="publisherIds">Publishers of one project.</param>
    /// <param name="cancellationToken">Ends the wait for the publishers.</param>
    public Task<Explanation> ExplainAsync(JsonElement claims, IReadOnlyList<Guid> publisherIds, CancellationToken cancellationToken) =>
        CompareAsync(new IdTokenClaims(claims), isVerified: false, problem: null, publisherIds, cancellationToken);

    private async Task<(bool IsVerified, ExplainedProblem? Problem)> AuthenticateAsync(ReadOnlyMemory<byte> compact, CancellationToken cancellationToken)
    {
        try
        {
            return await authenticator.AuthenticateAsync(compact, cancellationToken) switch
            {
                Authentication.Authentic => (true, null),
                // Said better below, with the issuer's name.
                Authentication.Refused { Reason: var reason } when reason == DenialReason.UnknownIssuer => (false, null),
                Authentication.Refused refused => (false, ProblemWords.Of(refused.Reason)),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (UnavailableException)
        {
            return (false, new ExplainedProblem("keys_unavailable", "The issuer's keys cannot be had right now, so the signature was not checked."));
        }
    }

    private async Task<Explanation> CompareAsync(
        IdTokenClaims claims, bool isVerified, ExplainedProblem? problem, IReadOnlyList<Guid> publisherIds, CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        await directory.WaitForPullSinceAsync(askedAt, freshness.Value.Patience, cancellationToken);
        var publishers = publisherIds.Select(directory.Find).OfType<TrustedPublisher>().ToList();
        var problems = new List<ExplainedProblem>();
        if (problem is not null)
        {
            problems.Add(problem);
        }

        if (FindIssuer(claims, problems) is not { } known)
        {
            return new Explanation(isVerified, problems, []);
        }

        var (issuer, provider, policy) = known;

        var now = time.GetUtcNow();
        problems.AddRange(IdTokenProblems(claims, policy, isWhole: isVerified || problem is not null, now));
        if (PublisherMatch.RefuseOutright(provider, claims) is { } mismatch)
        {
            problems.Add(new ExplainedProblem(mismatch.Reason.Code, $"{mismatch.Reason.Description} {mismatch.Explain()}"));
        }

        return new Explanation(isVerified, problems, PublisherExplanation.Of(claims, issuer, provider, publishers, now));
    }

    /// <summary>Null, and a problem more, if the claims name no issuer that is known here.</summary>
    private KnownIssuer? FindIssuer(IdTokenClaims claims, List<ExplainedProblem> problems)
    {
        var name = claims.Text(ClaimNames.Issuer);
        var known = name is null ? null : issuers.Find(name);
        if (known is null)
        {
            problems.Add(name is null ? ProblemWords.OfMissingIssuer() : ProblemWords.OfUnknownIssuer(name, issuers.Configured));
        }

        return known;
    }

    /// <summary>Plain claims may leave out what every ID token has anyway.</summary>
    private static IEnumerable<ExplainedProblem> IdTokenProblems(IdTokenClaims claims, IdTokenPolicy policy, bool isWhole, DateTimeOffset now)
    {
        if ((isWhole || claims.Member(ClaimNames.Expires) is not null) && VerifiedIdToken.CheckTimes(claims, policy, now) is { } untimely)
        {
            yield return ProblemWords.OfTimes(untimely, claims, now);
        }

        if ((isWhole || claims.Member(ClaimNames.Audience) is not null) && VerifiedIdToken.CheckAudience(claims, policy) is { } misdirected)
        {
            yield return ProblemWords.OfAudience(misdirected, claims, policy.Audiences);
        }
    }
}

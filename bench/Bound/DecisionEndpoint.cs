using System.Security.Cryptography;
using TrustedPublishing.TokenExchange;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.Bench.Bound;

/// <summary>
/// The exchange's own code for everything that it decides, and nothing that waits: parse, verify, match, mint, answer. No key is
/// asked for, no publisher is pulled, and nothing is kept.
/// </summary>
internal static class DecisionEndpoint
{
    public static void MapDecision(this WebApplication app, BoundSettings settings)
    {
        var trust = Trust.From(settings);
        app.MapPost("/decide", async (HttpContext http) =>
        {
            var token = await DecideAsync(http, trust);
            return token is null ? Results.UnprocessableEntity() : Results.Ok(token);
        });
    }

    private static async Task<MintTokenAnswer?> DecideAsync(HttpContext http, Trust trust)
    {
        if (await RequestBody.ReadAsync(http, MintTokenRequest.MaxBodyLength) is not { } body
            || !MintTokenRequest.TryParse(body, out var compact, out _)
            || !UnverifiedIdToken.TryParse(compact, out var unverified, out _)
            || trust.Find(unverified.Issuer) is not { } known)
        {
            return null;
        }

        var now = DateTimeOffset.UtcNow;
        return SignedIdToken.Authenticate(unverified, known.Policy, known.Key) is SignatureVerification.Good { IdToken: var signed }
            && VerifiedIdToken.Verify(signed, known.Policy, now) is IdTokenVerification.Good { IdToken: var verified }
            && Match(verified, known.Provider, trust, now) is MatchResult.Matched { Publisher: var publisher }
                ? Mint(publisher, trust, now)
                : null;
    }

    private static MatchResult Match(VerifiedIdToken idToken, IProvider provider, Trust trust, DateTimeOffset now) =>
        PublisherMatch.Find(provider, idToken, identity => trust.Candidates(idToken.Issuer, identity), now);

    private static MintTokenAnswer Mint(TrustedPublisher publisher, Trust trust, DateTimeOffset now)
    {
        var draft = trust.Mint.Draft(publisher, new Guid(RandomNumberGenerator.GetBytes(16), bigEndian: true), now);
        return new MintTokenAnswer(true, draft.Text.Reveal(), draft.ExpiresAt.ToUnixTimeSeconds());
    }
}

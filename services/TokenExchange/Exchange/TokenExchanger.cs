using System.Security.Cryptography;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>
/// One exchange: an ID token in, an API token out. A refusal is durable before it is told; a token is durable, with its
/// record and with the ID token used up, before it leaves.
/// </summary>
internal sealed class TokenExchanger(
    IdTokenAuthenticator authenticator,
    PublisherSearch publishers,
    TokenMint mint,
    LedgerWriter ledger,
    RefusalRecorder refusals,
    Target target,
    TimeProvider time)
{
    /// <summary>How often an exchange starts over because its publisher changed between match and commit.</summary>
    private const int Attempts = 3;

    /// <exception cref="UnavailableException">Something that is needed does not work; nothing was decided.</exception>
    public async Task<ExchangeOutcome> ExchangeAsync(ReadOnlyMemory<byte> compact, ExchangeTrail trail, CancellationToken cancellationToken)
    {
        var authentication = await authenticator.AuthenticateAsync(compact, cancellationToken);
        if (authentication is Authentication.Refused unproven)
        {
            trail.Provider = unproven.Issuer?.Provider;
            trail.Issuer = unproven.Issuer?.Issuer;
            return Refuse(unproven.Reason, unproven.Issuer?.Issuer);
        }

        var (signed, (_, provider, policy)) = (Authentication.Authentic)authentication;
        trail.Provider = provider.Name;
        trail.Issuer = signed.Issuer;
        trail.IdTokenDigest = signed.DigestHex;

        switch (VerifiedIdToken.Verify(signed, policy, time.GetUtcNow()))
        {
            case IdTokenVerification.Refused refused:
                return await RefuseAsync(new Refusal(refused.Reason, signed, target.Id, provider, null), null, cancellationToken);
            case IdTokenVerification.Good good:
                return await MintAsync(good.IdToken, provider, trail, cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Counts a refusal of something that proves nothing about anybody.</summary>
    public ExchangeOutcome.Refused Refuse(DenialReason reason, string? issuer)
    {
        refusals.Count(reason, issuer);
        return new ExchangeOutcome.Refused(reason);
    }

    private async Task<ExchangeOutcome> MintAsync(
        VerifiedIdToken idToken, IProvider provider, ExchangeTrail trail, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var match = await publishers.FindAsync(idToken, provider, cancellationToken);
            if (match is MatchResult.Refused refused)
            {
                trail.PublisherId = refused.Nearest?.Id;
                var refusal = new Refusal(refused.Reason, idToken.Signed, target.Id, provider, refused.Nearest) { Checks = refused.Checks };
                return await RefuseAsync(refusal, refused.Told, cancellationToken);
            }

            var publisher = ((MatchResult.Matched)match).Publisher;
            trail.PublisherId = publisher.Id;
            var now = time.GetUtcNow();
            var draft = mint.Draft(publisher, new Guid(RandomNumberGenerator.GetBytes(16), bigEndian: true), now);
            var entry = LedgerEntries.For(idToken, provider, publisher, draft, target.Id, now);
            switch (await ClaimAsync(entry, cancellationToken))
            {
                case ClaimOutcome.Claimed:
                    trail.TokenId = draft.TokenId;
                    return new ExchangeOutcome.Minted(draft.Text, draft.ExpiresAt);
                case ClaimOutcome.AlreadyUsed:
                    return await RefuseAsync(new Refusal(DenialReason.AlreadyUsed, idToken.Signed, target.Id, provider, publisher), null, cancellationToken);
                case ClaimOutcome.TooManyTargets:
                    return await RefuseAsync(new Refusal(DenialReason.TooManyTargets, idToken.Signed, target.Id, provider, publisher), null, cancellationToken);
                case ClaimOutcome.PublisherChanged:
                    break;
                case ClaimOutcome.MintingStopped:
                    return Refuse(DenialReason.MintingStopped, idToken.Issuer);
                case ClaimOutcome.IssuerDistrusted:
                    return Refuse(DenialReason.IssuerDistrusted, idToken.Issuer);
                case ClaimOutcome.KeyDistrusted:
                    return Refuse(DenialReason.KeyDistrusted, idToken.Issuer);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        throw UnavailableException.Publishers();
    }

    private async Task<ClaimOutcome> ClaimAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("claim ID token");
        return await ledger.ClaimAsync(entry, cancellationToken);
    }

    private async Task<ExchangeOutcome> RefuseAsync(Refusal refusal, string? detail, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("record refusal");
        var correlationId = await refusals.RecordAsync(refusal, cancellationToken);
        return new ExchangeOutcome.Refused(refusal.Reason, detail, correlationId);
    }
}

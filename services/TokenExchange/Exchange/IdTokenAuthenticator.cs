using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>Whether an ID token was signed by an issuer that is accepted here.</summary>
internal abstract record Authentication
{
    private Authentication()
    {
    }

    public sealed record Authentic(SignedIdToken IdToken, KnownIssuer Issuer) : Authentication;

    /// <summary>The issuer is null unless it is one that is configured here.</summary>
    public sealed record Refused(DenialReason Reason, ConfiguredIssuer? Issuer = null) : Authentication;
}

/// <summary>The steps up to the signature: form, issuer, key.</summary>
internal sealed class IdTokenAuthenticator(AcceptedIssuers issuers, SigningKeys keys, Target target, EmergencyWatch emergency)
{
    /// <exception cref="UnavailableException">The key cannot be had right now, or the publishers.</exception>
    public async Task<Authentication> AuthenticateAsync(ReadOnlyMemory<byte> compact, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("authenticate ID token");
        if (!target.IsMintingEnabled)
        {
            return new Authentication.Refused(DenialReason.MintingDisabled);
        }

        var switches = emergency.Board;
        if (switches.StopsMinting)
        {
            return new Authentication.Refused(DenialReason.MintingStopped);
        }

        if (!UnverifiedIdToken.TryParse(compact, out var unverified, out var refusal))
        {
            return new Authentication.Refused(refusal);
        }

        if (await issuers.FindAsync(unverified.Issuer, cancellationToken) is not { } known)
        {
            return new Authentication.Refused(DenialReason.UnknownIssuer);
        }

        var (issuer, _, policy) = known;
        span?.SetTag("exchange.provider", issuer.Provider);
        if ((switches.Forbids(issuer.Issuer) ?? policy.RefuseBeforeKey(unverified)) is { } early)
        {
            return new Authentication.Refused(early, issuer);
        }

        return await keys.FindAsync(issuer.Issuer, unverified.KeyId, cancellationToken) switch
        {
            KeyLookup.Refused refused => new Authentication.Refused(refused.Reason, issuer),
            KeyLookup.Found { Key: var key } when switches.Forbids(issuer.Issuer, key.KeyId, key.Thumbprint) is { } forbidden =>
                new Authentication.Refused(forbidden, issuer),
            KeyLookup.Found found => SignedIdToken.Authenticate(unverified, policy, found.Key) switch
            {
                SignatureVerification.Good good => new Authentication.Authentic(good.IdToken, known),
                SignatureVerification.Refused refused => new Authentication.Refused(refused.Reason, issuer),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}

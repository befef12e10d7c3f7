using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>What an exchange writes: the claim on the ID token, the token's row and its record.</summary>
internal static class LedgerEntries
{
    /// <summary>
    /// Beyond expiry and skew, so that a row is never gone before its ID token is refused as expired; also not if the
    /// replica that deletes it and the one that is shown the ID token have clocks up to a minute apart.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public static LedgerEntry For(
        VerifiedIdToken idToken, IProvider provider, TrustedPublisher publisher, DraftToken draft, string target, DateTimeOffset now) => new()
        {
            ReplayKey = ReplayKey.ForTarget(idToken.Signed, target),
            IdTokenKey = ReplayKey.ForAnyTarget(idToken.Signed),
            KeptUntil = idToken.ExpiresAt + VerifiedIdToken.ClockSkew + Margin,
            Publisher = publisher,
            KeyId = idToken.Signed.KeyId,
            KeyThumbprint = idToken.Signed.KeyThumbprint,
            Token = new MintedToken
            {
                TokenId = draft.TokenId,
                Target = target,
                Provider = provider.Name,
                Issuer = idToken.Issuer,
                PublisherId = publisher.Id,
                ProjectIds = [.. publisher.Projects.Select(project => project.Id)],
                IssuedAt = draft.IssuedAt,
                ExpiresAt = draft.ExpiresAt,
                IdTokenDigest = idToken.Signed.Digest,
            },
            Record = OutboxRecord.Of(Message(idToken, provider, publisher, draft, target), ContractsJson.Default.TokenMinted, now),
        };

    private static TokenMinted Message(
        VerifiedIdToken idToken, IProvider provider, TrustedPublisher publisher, DraftToken draft, string target) => new()
        {
            TokenId = draft.TokenId,
            Target = target,
            Provider = provider.Name,
            Issuer = idToken.Issuer,
            PublisherId = publisher.Id,
            Projects = [.. publisher.Projects.Select(project => new ProjectRef { Id = project.Id, Name = project.Name })],
            IssuedAt = draft.IssuedAt,
            ExpiresAt = draft.ExpiresAt,
            IdTokenDigest = idToken.Signed.DigestHex,
            KeyId = idToken.Signed.KeyId,
            Claims = provider.Claims.Select(idToken.Claims, ClaimRecord.Plain),
            Personal = provider.Claims.Select(idToken.Claims, ClaimRecord.Personal),
        };
}

using System.Security.Cryptography;
using TrustedPublishing.Contracts;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>A refusal of an ID token whose signature holds.</summary>
internal sealed record Refusal(DenialReason Reason, SignedIdToken IdToken, string Target, IProvider Provider, TrustedPublisher? Nearest)
{
    /// <summary>Whose budget it takes from: the provider's immutable id of the account or repository.</summary>
    public string Account => $"{IdToken.Issuer}\n{Provider.AccountOf(IdToken.Claims)}";

    /// <summary>The same ID token refused again for the same target and reason has the same key.</summary>
    public byte[] Key() => SHA256.HashData(
        LengthPrefixed.Join(IdToken.Digest, LengthPrefixed.Text(Target), LengthPrefixed.Text(Reason.Code)));

    public TokenExchangeDenied ToMessage() => new()
    {
        Reason = Reason.Code,
        Target = Target,
        Provider = Provider.Name,
        Issuer = IdToken.Issuer,
        IdTokenDigest = IdToken.DigestHex,
        KeyId = IdToken.KeyId,
        NearestPublisherId = Nearest?.Id,
        Projects = [.. (Nearest?.Projects ?? []).Select(project => new ProjectRef { Id = project.Id, Name = project.Name })],
        Claims = Provider.Claims.Select(IdToken.Claims, ClaimRecord.Plain),
        Personal = Provider.Claims.Select(IdToken.Claims, ClaimRecord.Personal),
    };
}

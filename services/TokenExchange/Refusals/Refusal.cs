using System.Security.Cryptography;
using TrustedPublishing.Contracts;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>A refusal of an ID token whose signature holds.</summary>
internal sealed record Refusal(DenialReason Reason, SignedIdToken IdToken, string Target, IProvider Provider, TrustedPublisher? Nearest)
{
    /// <summary>What was compared, with the nearest publisher or with what no registration can make good.</summary>
    public IReadOnlyList<ClaimCheck> Checks { get; init; } = [];

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
        Held = [.. Checks.Where(check => check.Holds).Select(check => check.Claim)],
        Failed = [.. Mismatches.Select(mismatch => mismatch.Claim)],
        Expected = ExpectedOf(isPersonal: false),
        Claims = Provider.Claims.Select(IdToken.Claims, ClaimRecord.Plain),
        Personal = new SortedDictionary<string, string>(
            Provider.Claims.Select(IdToken.Claims, ClaimRecord.Personal).Concat(ExpectedOf(isPersonal: true)).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal),
    };

    private IEnumerable<Mismatch> Mismatches => Checks.Select(check => check.Mismatch).OfType<Mismatch>();

    /// <summary>Where the claim may name a person, what was expected of it may, too.</summary>
    private SortedDictionary<string, string> ExpectedOf(bool isPersonal) => new(
        Mismatches
            .DistinctBy(mismatch => mismatch.Claim, StringComparer.Ordinal)
            .Where(mismatch => Provider.Claims.IsPersonal(mismatch.Claim) == isPersonal)
            .ToDictionary(mismatch => isPersonal ? $"expected:{mismatch.Claim}" : mismatch.Claim, mismatch => ClaimTable.Cut(mismatch.Expected), StringComparer.Ordinal),
        StringComparer.Ordinal);
}

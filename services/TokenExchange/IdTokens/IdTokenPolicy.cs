using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.Keys;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.IdTokens;

/// <summary>
/// What an ID token must be like to be good for one issuer and one target: every option that the verification has, and
/// no default. What is the same for all (lengths, depth, header, clock skew) are constants beside the rule they belong to.
/// </summary>
internal sealed record IdTokenPolicy
{
    /// <summary>The <c>iss</c> claim, byte for byte.</summary>
    public required string Issuer { get; init; }

    /// <summary>What the issuer may sign with.</summary>
    public required IReadOnlyCollection<SignatureAlgorithm> Algorithms { get; init; }

    /// <summary>One of these is the <c>aud</c> claim.</summary>
    public required IReadOnlyCollection<string> Audiences { get; init; }

    /// <summary>The longest time from <c>iat</c> to <c>exp</c>.</summary>
    public required TimeSpan MaxLifetime { get; init; }

    /// <summary>
    /// What the issuer's entry says goes before the provider's lifetime and, for an issuer whose audience nobody can choose,
    /// before the target's audiences.
    /// </summary>
    public static IdTokenPolicy For(ConfiguredIssuer issuer, IProvider provider, IReadOnlyCollection<string> targetAudiences) => new()
    {
        Issuer = issuer.Issuer,
        Algorithms = [.. issuer.Algorithms.Select(SignatureAlgorithm.Find).OfType<SignatureAlgorithm>()],
        Audiences = issuer.Audience is { } fixedAudience ? [fixedAudience] : targetAudiences,
        MaxLifetime = issuer.MaxLifetime ?? provider.MaxIdTokenLifetime,
    };

    /// <summary>What can be told before there is a key; null if nothing stands against looking for it.</summary>
    public DenialReason? RefuseBeforeKey(UnverifiedIdToken idToken) =>
        !string.Equals(idToken.Issuer, Issuer, StringComparison.Ordinal) ? DenialReason.UnknownIssuer
        : !Algorithms.Contains(idToken.Algorithm) ? DenialReason.UnsupportedAlgorithm
        : null;
}

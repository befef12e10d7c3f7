using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>An OIDC issuer whose ID tokens may be exchanged here.</summary>
/// <param name="Name">Its key in the <c>Issuers</c> section.</param>
/// <param name="Issuer">The <c>iss</c> claim, byte for byte.</param>
/// <param name="Provider">The name of its provider.</param>
/// <param name="JwksHosts">Hosts beside the issuer's own that may serve its JWK set.</param>
/// <param name="AllowPrivateAddresses">Whether its host may resolve to a private address (self-managed instances).</param>
public sealed record ConfiguredIssuer(string Name, string Issuer, string Provider, IReadOnlyList<string> JwksHosts, bool AllowPrivateAddresses)
{
    /// <summary>What it may sign with, some of <see cref="IdTokenAlgorithms.All"/>.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [IdTokenAlgorithms.Default];

    /// <summary>The longest life of an ID token, from <c>iat</c> to <c>exp</c>; null for what the provider gives.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>
    /// The one audience of an issuer that lets nobody choose it; it stands in for the target's list. Null, as for almost
    /// all: the target's list decides.
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>
    /// The pattern that let the issuer in; null for one that is written out in the settings or in the provider's description. Strangers can invent issuers that
    /// match: ask for the keys of one only if a publisher of it is registered.
    /// </summary>
    public IssuerPattern? Pattern { get; init; }
}

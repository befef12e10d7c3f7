using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>An issuer with what belongs to it.</summary>
/// <param name="Configured">Its entry in the settings.</param>
/// <param name="Provider">Whose claims its ID tokens carry.</param>
/// <param name="Policy">What its ID tokens must be like.</param>
internal sealed record KnownIssuer(ConfiguredIssuer Configured, IProvider Provider, IdTokenPolicy Policy);

/// <summary>The issuers of the settings, each put together once; one that a pattern lets in is put together each time.</summary>
internal sealed class IssuerCatalog
{
    private readonly IssuerDirectory issuers;
    private readonly ProviderCatalog providers;
    private readonly Target target;
    private readonly Dictionary<string, KnownIssuer> writtenOut = new(StringComparer.Ordinal);

    public IssuerCatalog(IssuerDirectory issuers, ProviderCatalog providers, Target target)
    {
        (this.issuers, this.providers, this.target) = (issuers, providers, target);
        foreach (var known in issuers.All.Select(Complete).OfType<KnownIssuer>())
        {
            writtenOut[known.Configured.Issuer] = known;
        }
    }

    /// <summary>Those that are written out, for people.</summary>
    public IReadOnlyList<ConfiguredIssuer> Configured => issuers.All;

    /// <summary>The issuer that spells itself exactly so, or that matches a pattern; null if there is none.</summary>
    public KnownIssuer? Find(string issuer) => writtenOut.TryGetValue(issuer, out var known)
        ? known
        : issuers.Find(issuer) is { } configured ? Complete(configured) : null;

    private KnownIssuer? Complete(ConfiguredIssuer configured) => providers.Find(configured.Provider) is { } provider
        ? new KnownIssuer(configured, provider, IdTokenPolicy.For(configured, provider, target.Audiences))
        : null;
}

using TrustedPublishing.TokenExchange.Providers.ActiveState;
using TrustedPublishing.TokenExchange.Providers.GitHub;
using TrustedPublishing.TokenExchange.Providers.GitLab;
using TrustedPublishing.TokenExchange.Providers.Google;

namespace TrustedPublishing.TokenExchange.Providers;

/// <summary>The kinds of provider that are understood. A new one is a folder and a line here.</summary>
internal sealed class ProviderCatalog
{
    private readonly IProviderRules[] all =
    [
        new GitHubRules(),
        new GitLabRules(),
        new GoogleRules(),
        new ActiveStateRules(),
    ];

    public IReadOnlyList<IProviderRules> All => all;

    public IProviderRules? Find(string provider) =>
        all.FirstOrDefault(rules => string.Equals(rules.Provider, provider, StringComparison.Ordinal));
}

using TrustedPublishing.TrustRules.ActiveState;
using TrustedPublishing.TrustRules.GitHub;
using TrustedPublishing.TrustRules.GitLab;
using TrustedPublishing.TrustRules.Google;

namespace TrustedPublishing.TrustRules;

/// <summary>The kinds of provider that are understood here, in the order of the console's tabs.</summary>
public sealed class ProviderCatalog
{
    public IReadOnlyList<IProvider> All { get; } =
    [
        new GitHubProvider(),
        new GitLabProvider(),
        new GoogleProvider(),
        new ActiveStateProvider(),
    ];

    /// <summary>For what was registered: a provider that is not known any more has no fields and no rules.</summary>
    public IProvider Of(string name) => Find(name) ?? new UnknownProvider(name);

    public IProvider? Find(string? name) =>
        All.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.Ordinal));
}

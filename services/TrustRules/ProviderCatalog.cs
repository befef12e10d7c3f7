using TrustedPublishing.TrustRules.ActiveState;
using TrustedPublishing.TrustRules.Described;
using TrustedPublishing.TrustRules.GitHub;
using TrustedPublishing.TrustRules.GitLab;
using TrustedPublishing.TrustRules.Google;

namespace TrustedPublishing.TrustRules;

/// <summary>The kinds of provider that are understood here: those in code, those that are shipped as descriptions, and the operator's own.</summary>
public sealed class ProviderCatalog
{
    /// <param name="own">The operator's descriptions.</param>
    /// <exception cref="BadDescriptionException">Two providers have one name.</exception>
    public ProviderCatalog(params IReadOnlyList<DescribedProvider> own)
    {
        All = [.. BuiltIn, .. Shipped, .. own];
        var repeated = All.GroupBy(provider => provider.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
        {
            throw new BadDescriptionException($"There are two providers of the name {repeated.Key}; an own description needs a name of its own.");
        }
    }

    /// <summary>In the order of the console's tabs.</summary>
    public IReadOnlyList<IProvider> All { get; }

    private static IReadOnlyList<IProvider> BuiltIn { get; } =
    [
        new GitHubProvider(),
        new GitLabProvider(),
        new GoogleProvider(),
        new ActiveStateProvider(),
    ];

    private static IReadOnlyList<DescribedProvider> Shipped { get; } = ShippedDescriptions.Read();

    /// <summary>For what was registered: a provider that is not known any more has no fields and no rules.</summary>
    public IProvider Of(string name) => Find(name) ?? new UnknownProvider(name);

    public IProvider? Find(string? name) =>
        All.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.Ordinal));
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrustedPublishing.TrustRules;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>The issuers of this installation: the four providers' own, and what the <c>Issuers</c> section adds, changes or turns off.</summary>
public sealed class IssuerDirectory
{
    private static readonly ConfiguredIssuer[] Shipped =
    [
        new("github", "https://token.actions.githubusercontent.com", Providers.GitHub, [], false),
        new("gitlab", "https://gitlab.com", Providers.GitLab, [], false),
        new("google", "https://accounts.google.com", Providers.Google, ["www.googleapis.com"], false),
        new("activestate", "https://platform.activestate.com/api/v1/oauth/oidc", Providers.ActiveState, [], false),
    ];

    private readonly Dictionary<string, ConfiguredIssuer> byIssuer;
    private readonly IReadOnlyList<ConfiguredIssuer> byPattern;

    private IssuerDirectory(IReadOnlyList<ConfiguredIssuer> enabled, ProviderCatalog providers)
    {
        All = [.. enabled.Where(i => i.Pattern is null)];
        byIssuer = All.ToDictionary(i => i.Issuer, StringComparer.Ordinal);
        byPattern = [.. enabled.Where(i => i.Pattern is not null)];
        Offered = [.. providers.All.Where(provider => provider is not DescribedProvider || enabled.Any(i => i.Provider == provider.Name))];
    }

    /// <summary>Those that are written out; without those that a pattern lets in.</summary>
    public IReadOnlyList<ConfiguredIssuer> All { get; }

    /// <summary>The providers that a publisher can be registered for: those in code, and those described ones that have an issuer here.</summary>
    public IReadOnlyList<IProvider> Offered { get; }

    /// <summary>The issuer that spells itself exactly so, or that matches a pattern; null if there is none.</summary>
    public ConfiguredIssuer? Find(string issuer) => byIssuer.TryGetValue(issuer, out var known)
        ? known
        : byPattern.FirstOrDefault(entry => entry.Pattern!.Matches(issuer)) is { } entry ? entry with { Issuer = issuer } : null;

    /// <summary>
    /// The provider's own issuer (the shipped one unless it is turned off), or null when the provider has none here. Of a described
    /// provider only if it is the only one: which organisation's it is, nobody should have to guess.
    /// </summary>
    public ConfiguredIssuer? DefaultFor(string provider)
    {
        var own = All.Where(i => i.Provider == provider).ToList();
        return Providers.All.Contains(provider, StringComparer.Ordinal)
            ? own.FirstOrDefault(i => i.Name == provider) ?? own.FirstOrDefault()
            : own is [var only] && PatternsOf(provider).Count == 0 ? only : null;
    }

    /// <summary>What further issuers of the provider may look like, for people.</summary>
    public IReadOnlyList<string> PatternsOf(string provider) => [.. byPattern.Where(i => i.Provider == provider).Select(i => i.Pattern!.Text)];

    /// <summary>Reads the section <c>Issuers</c>, and the operator's own descriptions.</summary>
    /// <exception cref="InvalidOperationException">An entry is incomplete or wrong, or repeats an issuer.</exception>
    public static IssuerDirectory From(IConfiguration configuration) => From(configuration, OwnDescriptions.ReadCatalog(configuration));

    /// <inheritdoc cref="From(IConfiguration)"/>
    /// <param name="configuration">The settings.</param>
    /// <param name="providers">The providers that are understood here.</param>
    public static IssuerDirectory From(IConfiguration configuration, ProviderCatalog providers)
    {
        var entries = Shipped.ToDictionary(i => i.Name, IReadOnlyList<ConfiguredIssuer> (i) => [i], StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetSection("Issuers").GetChildren())
        {
            entries[section.Key] = IssuerEntry.Read(section, entries.GetValueOrDefault(section.Key)?[0], providers);
        }

        var enabled = entries.Values.SelectMany(entry => entry).Where(i => configuration.GetValue($"Issuers:{i.Name}:Enabled", true)).ToList();
        RefuseRepeated(enabled);
        return new IssuerDirectory(enabled, providers);
    }

    private static void RefuseRepeated(List<ConfiguredIssuer> enabled)
    {
        foreach (var (issuer, at) in enabled.Select((issuer, at) => (issuer, at)))
        {
            // One that is written out wins over a pattern; two patterns must not compete.
            var same = enabled.Skip(at + 1).Where(other => issuer.Pattern is { } pattern
                ? other.Pattern?.Overlaps(pattern) == true
                : other.Pattern is null && string.Equals(issuer.Issuer, other.Issuer, StringComparison.Ordinal)).ToList();
            if (same.Count > 0)
            {
                throw new InvalidOperationException(
                    $"The issuer '{issuer.Issuer}' is configured twice: {string.Join(", ", same.Prepend(issuer).Select(i => $"Issuers:{i.Name}"))}.");
            }
        }
    }
}

public static class IssuerSetup
{
    /// <summary>Makes the <see cref="IssuerDirectory"/> and the <see cref="ProviderCatalog"/> available; a wrong entry or description stops the start.</summary>
    public static WebApplicationBuilder AddIssuers(this WebApplicationBuilder builder)
    {
        var providers = OwnDescriptions.ReadCatalog(builder.Configuration);
        builder.Services.AddSingleton(providers);
        builder.Services.AddSingleton(IssuerDirectory.From(builder.Configuration, providers));
        return builder;
    }
}

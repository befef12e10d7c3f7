using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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

    private IssuerDirectory(IReadOnlyList<ConfiguredIssuer> all)
    {
        All = all;
        byIssuer = all.ToDictionary(i => i.Issuer, StringComparer.Ordinal);
    }

    public IReadOnlyList<ConfiguredIssuer> All { get; }

    /// <summary>The issuer that spells itself exactly so, or null.</summary>
    public ConfiguredIssuer? Find(string issuer) => byIssuer.GetValueOrDefault(issuer);

    /// <summary>The provider's own issuer (the shipped one unless it is turned off), or null when the provider has none here.</summary>
    public ConfiguredIssuer? DefaultFor(string provider) =>
        All.FirstOrDefault(i => i.Provider == provider && i.Name == provider) ?? All.FirstOrDefault(i => i.Provider == provider);

    /// <summary>Reads the section <c>Issuers</c>.</summary>
    /// <exception cref="InvalidOperationException">An entry is incomplete or wrong, or repeats an issuer.</exception>
    public static IssuerDirectory From(IConfiguration configuration)
    {
        var issuers = Shipped.ToDictionary(i => i.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var section in configuration.GetSection("Issuers").GetChildren())
        {
            issuers[section.Key] = IssuerEntry.Read(section, issuers.GetValueOrDefault(section.Key));
        }

        var enabled = issuers.Values.Where(i => configuration.GetValue($"Issuers:{i.Name}:Enabled", true)).ToList();
        var repeated = enabled.GroupBy(i => i.Issuer, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return repeated is null
            ? new IssuerDirectory(enabled)
            : throw new InvalidOperationException($"The issuer '{repeated.Key}' is configured twice: {string.Join(", ", repeated.Select(i => $"Issuers:{i.Name}"))}.");
    }
}

public static class IssuerSetup
{
    /// <summary>Makes the <see cref="IssuerDirectory"/> available; a wrong entry stops the start.</summary>
    public static WebApplicationBuilder AddIssuers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(IssuerDirectory.From(builder.Configuration));
        return builder;
    }
}

using System.Globalization;
using Microsoft.Extensions.Configuration;
using TrustedPublishing.TrustRules;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.ServiceDefaults.Issuers;

/// <summary>Reads one entry of the section <c>Issuers</c>; what it leaves out comes from the shipped issuer of that name, or from its provider's description.</summary>
internal static class IssuerEntry
{
    private const int MaxLength = IssuerPattern.MaxLength;

    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(1);

    /// <summary>No issuer may have more: a used ID token is remembered for as long as it lives.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(24);

    // One issuer for all their customers, who choose the audience themselves. Another audience there pins nobody.
    private static readonly string[] SharedIssuers =
    [
        "https://token.actions.githubusercontent.com", "https://gitlab.com", "https://accounts.google.com",
        "https://platform.activestate.com/api/v1/oauth/oidc", "https://agent.buildkite.com", "https://oidc.circleci.com",
        "https://vstoken.dev.azure.com",
    ];

    /// <returns>The issuers of the entry: one, but for the entry of a described provider that leaves its issuer out.</returns>
    /// <exception cref="InvalidOperationException">The entry is incomplete, or wrong.</exception>
    public static IReadOnlyList<ConfiguredIssuer> Read(IConfigurationSection section, ConfiguredIssuer? shipped, ProviderCatalog providers)
    {
        var provider = ReadProvider(section, shipped, providers);
        if (provider is not DescribedProvider described)
        {
            return [Read(section, shipped, provider, ReadIssuer(section, shipped), ReadAudience(section))];
        }

        if (section["Issuer"] is not null)
        {
            var issuer = ReadIssuer(section, described);
            return [Read(section, null, provider, issuer, ReadAudience(section) ?? described.AudienceOf(issuer))];
        }

        return [.. IssuersOf(section, described).Select(pattern => Read(section, null, provider, pattern.Text, ReadAudience(section)) with
        {
            Pattern = pattern.IsLiteral ? null : pattern,
        })];
    }

    private static ConfiguredIssuer Read(IConfigurationSection section, ConfiguredIssuer? shipped, IProvider provider, string issuer, string? audience)
    {
        var hosts = Values(section, "JwksHosts");
        return new ConfiguredIssuer(section.Key, issuer, provider.Name, hosts.Count > 0 ? hosts : shipped?.JwksHosts ?? [], section.GetValue("AllowPrivateAddresses", false))
        {
            Algorithms = ReadAlgorithms(section),
            MaxLifetime = ReadMaxLifetime(section),
            Audience = audience,
        };
    }

    private static string ReadIssuer(IConfigurationSection section, ConfiguredIssuer? shipped)
    {
        var issuer = section["Issuer"] ?? shipped?.Issuer;
        return issuer is { Length: > 0 and <= MaxLength } && Uri.TryCreate(issuer, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http" && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            && issuer.IndexOfAny(['*', '{', '}']) < 0
                ? issuer
                : throw Wrong(section, "Issuer", "must be an absolute https address of at most 255 characters, written out, without query, fragment or user.");
    }

    /// <summary>One of the provider's own issuers; where organisations run it themselves, any but those that others share.</summary>
    private static string ReadIssuer(IConfigurationSection section, DescribedProvider provider)
    {
        var issuer = ReadIssuer(section, shipped: null);
        if (provider.Issuers.Any(pattern => pattern.Matches(issuer)))
        {
            return issuer;
        }

        if (!provider.IsSelfHosted)
        {
            throw Wrong(section, "Issuer", $"is no issuer of the provider {provider.Name}, which are {string.Join(", ", provider.Issuers)}.");
        }

        return !SharedIssuers.Contains(issuer.TrimEnd('/'), StringComparer.OrdinalIgnoreCase)
            ? issuer
            : throw Wrong(section, "Issuer", $"is shared by all customers of another provider than {provider.Name}.");
    }

    private static IReadOnlyList<IssuerPattern> IssuersOf(IConfigurationSection section, DescribedProvider provider) => provider switch
    {
        { HasFixedAudience: true } => throw Wrong(section, "Issuer", $"is missing: nobody can choose the audience of the provider {provider.Name}, so the entry must name the issuer of one organisation."),
        { Issuers.Count: 0 } => throw Wrong(section, "Issuer", $"is missing: every installation of the provider {provider.Name} has its own."),
        _ => provider.Issuers,
    };

    private static IProvider ReadProvider(IConfigurationSection section, ConfiguredIssuer? shipped, ProviderCatalog providers) =>
        providers.Find(section["Provider"] ?? shipped?.Provider)
        ?? throw Wrong(section, "Provider", $"must be one of {string.Join(", ", providers.All.Select(provider => provider.Name))}.");

    private static IReadOnlyList<string> ReadAlgorithms(IConfigurationSection section)
    {
        var names = Values(section, "Algorithms");
        if (names.Count == 0)
        {
            return section.GetSection("Algorithms").Exists()
                ? throw Wrong(section, "Algorithms", "is a list: Algorithms:0, Algorithms:1 and so on.")
                : [IdTokenAlgorithms.Default];
        }

        return names.FirstOrDefault(name => !IdTokenAlgorithms.All.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? throw Wrong(section, "Algorithms", $"holds '{unknown}'; it may hold {string.Join(", ", IdTokenAlgorithms.All)}.")
            : names;
    }

    private static TimeSpan? ReadMaxLifetime(IConfigurationSection section)
    {
        if (section["MaxLifetime"] is not { } text)
        {
            return null;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var lifetime)
            && lifetime >= ShortestLifetime && lifetime <= LongestLifetime
                ? lifetime
                : throw Wrong(section, "MaxLifetime", "must lie between 00:01:00 and 1.00:00:00.");
    }

    /// <summary>
    /// An ID token with an audience of somebody else is good elsewhere too, and one that was meant for elsewhere is good
    /// here. So the entry must name the issuer of one organisation, itself and in full.
    /// </summary>
    private static string? ReadAudience(IConfigurationSection section)
    {
        if (section["Audience"] is not { } audience)
        {
            return null;
        }

        if (audience is not { Length: > 0 and <= MaxLength } || audience.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw Wrong(section, "Audience", "must have 1 to 255 characters without blanks.");
        }

        if (audience is "pypi" or "testpypi")
        {
            throw Wrong(section, "Audience", $"is '{audience}', which belongs to somebody else.");
        }

        return section["Issuer"] is { } issuer && !SharedIssuers.Contains(issuer.TrimEnd('/'), StringComparer.OrdinalIgnoreCase)
            ? audience
            : throw Wrong(section, "Audience", "needs an Issuer in the same entry that belongs to one organisation alone.");
    }

    private static List<string> Values(IConfigurationSection section, string key) =>
        [.. section.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>()];

    private static InvalidOperationException Wrong(IConfigurationSection section, string key, string what) => new($"{section.Path}:{key} {what}");
}

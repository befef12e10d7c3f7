using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.AppHost;

/// <summary>
/// Where the services listen and how the world calls them. In Development that is loopback and fixed ports; in Production the
/// operator says both.
/// </summary>
internal sealed class StackAddresses
{
    private static readonly Dictionary<string, int> DefaultPorts = new(StringComparer.Ordinal)
    {
        ["token-exchange"] = 8080,
        ["publisher-config"] = 8081,
        ["audit"] = 8082,
        ["ci-simulator"] = 8083,
    };

    private readonly IConfiguration configuration;
    private readonly string bind;

    private StackAddresses(IConfiguration configuration, bool isProduction)
    {
        this.configuration = configuration;
        IsProduction = isProduction;
        bind = configuration["Bind"] ?? "localhost";
    }

    public bool IsProduction { get; }

    /// <summary>The services that people and CI jobs reach; the others have an internal listener only.</summary>
    public static IReadOnlyCollection<string> Public => DefaultPorts.Keys;

    /// <summary>Reads <c>Ports:&lt;service&gt;</c>, <c>Bind</c> and <c>PublicUrls:&lt;service&gt;</c>.</summary>
    /// <exception cref="PrerequisiteException">Production, and something that must be said is not.</exception>
    public static StackAddresses Of(IDistributedApplicationBuilder builder)
    {
        var addresses = new StackAddresses(builder.Configuration, !builder.Environment.IsDevelopment());
        var missing = addresses.IsProduction ? addresses.MissingInProduction().ToList() : [];
        return missing.Count == 0
            ? addresses
            : throw new PrerequisiteException($"Outside Development these settings must be given, by argument (--Name value) or environment:\n- {string.Join("\n- ", missing)}\nSee docs/operating.md.");
    }

    /// <summary>The port of a public service: <c>Ports:&lt;service&gt;</c>, else its default.</summary>
    public int Port(string service)
    {
        var setting = configuration[$"Ports:{service}"];
        if (setting is null)
        {
            return DefaultPorts[service];
        }

        return int.TryParse(setting, out var port) && port is > 0 and < 65536
            ? port
            : throw new PrerequisiteException($"Ports:{service} is '{setting}'. It must be a port number, 1 to 65535.");
    }

    /// <summary>What Kestrel binds to, for example <c>http://localhost:8080</c> or <c>https://0.0.0.0:8443</c>.</summary>
    public string ListenUrl(string service) => $"{(HasOwnCertificate ? "https" : "http")}://{bind}:{Port(service)}";

    /// <summary>How users call the service.</summary>
    public string PublicUrl(string service) => configuration[$"PublicUrls:{service}"] ?? $"http://localhost:{Port(service)}";

    private bool HasOwnCertificate => configuration["Kestrel:Certificates:Default:Path"] is { Length: > 0 };

    private IEnumerable<string> MissingInProduction()
    {
        if (configuration["Bind"] is not { Length: > 0 })
        {
            yield return "Bind: the address that the public services listen on, for example 0.0.0.0";
        }

        foreach (var service in Public.Where(s => s != "ci-simulator"))
        {
            if (configuration[$"PublicUrls:{service}"] is not { } url || !url.StartsWith("https://", StringComparison.Ordinal))
            {
                yield return $"PublicUrls:{service}: how users call it, an https address, for example https://{service}.example.org";
            }
        }

        if (!HasOwnCertificate && !configuration.GetSection("TrustedProxies").GetChildren().Any())
        {
            yield return "Kestrel:Certificates:Default:Path (and KeyPath or Password), or TrustedProxies:0: who ends TLS";
        }

        foreach (var issuer in configuration.GetSection("Issuers").GetChildren())
        {
            if (issuer["Issuer"] is { } address && (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.IsLoopback))
            {
                yield return $"{issuer.Path}:Issuer: an https address that is not on this machine, instead of '{address}'";
            }
        }
    }
}

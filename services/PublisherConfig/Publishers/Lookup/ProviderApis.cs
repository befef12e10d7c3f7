using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Publishers.Lookup;

/// <summary>Which issuers' providers are asked for ids, and where: <c>Issuers:&lt;name&gt;:ApiBaseUrl</c>. None unless it is set.</summary>
internal sealed class ProviderApis
{
    private readonly Dictionary<string, Uri> byIssuer = new(StringComparer.Ordinal);

    /// <summary>The address of the API of the issuer's provider, ending in a slash; null if it is not asked.</summary>
    public Uri? Find(string issuer) => byIssuer.GetValueOrDefault(issuer);

    /// <exception cref="InvalidOperationException">An address cannot be used, or the provider has no API for this.</exception>
    public static ProviderApis From(IConfiguration configuration, IssuerDirectory issuers, bool isDevelopment)
    {
        var apis = new ProviderApis();
        foreach (var issuer in issuers.All)
        {
            var key = $"Issuers:{issuer.Name}:ApiBaseUrl";
            if (configuration[key] is { Length: > 0 } address)
            {
                apis.byIssuer[issuer.Issuer] = IdQuestion.IsAskedOf(issuer.Provider)
                    ? Read(key, address, isDevelopment)
                    : throw new InvalidOperationException($"{key}: a publisher of the provider {issuer.Provider} is pinned by its first exchange; leave the address out.");
            }
        }

        return apis;
    }

    private static Uri Read(string key, string address, bool isDevelopment) =>
        Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && isDevelopment))
        && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? uri
            : throw new InvalidOperationException($"{key} must be an https address without query, fragment or user, for example https://api.github.com.");
}

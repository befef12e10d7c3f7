using System.Net;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.ServiceDefaults.Outgoing;

namespace TrustedPublishing.JwksCache.Fetching;

/// <summary>Where the keys of one issuer may come from.</summary>
internal sealed class FetchPolicy(ConfiguredIssuer issuer, bool isDevelopment)
{
    private readonly Uri address = new(issuer.Issuer);

    /// <summary>Only for an issuer that itself lives on loopback, so that no other can point there.</summary>
    private bool AllowsLoopback => isDevelopment && address.IsLoopback;

    /// <summary>OpenID Connect Discovery 1.0 §4.1: a terminating slash of the issuer is not doubled.</summary>
    public Uri DiscoveryAddress => new((issuer.Issuer.EndsWith('/') ? issuer.Issuer[..^1] : issuer.Issuer) + "/.well-known/openid-configuration");

    /// <summary>Whether an address with this scheme may be fetched from at all.</summary>
    public bool AllowsScheme(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback && AllowsLoopback);

    /// <summary>The host is the issuer's with its port, or one that the configuration names for this issuer (port 443 unless named).</summary>
    public bool AllowsKeysFrom(Uri uri) =>
        AllowsScheme(uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && (SameOrigin(uri, address) || issuer.JwksHosts.Any(host => IsListed(uri, host)));

    /// <summary>A redirect stays on the host that was asked.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    public bool AllowsAddress(IPAddress ip) => AddressRules.Classify(ip) switch
    {
        AddressKind.Public => true,
        AddressKind.Private => issuer.AllowPrivateAddresses,
        AddressKind.Loopback => issuer.AllowPrivateAddresses || AllowsLoopback,
        _ => false,
    };

    /// <param name="uri">The address that discovery names.</param>
    /// <param name="host"><c>www.googleapis.com</c> or <c>keys.example.com:8443</c>.</param>
    private static bool IsListed(Uri uri, string host) =>
        Uri.TryCreate($"https://{host}", UriKind.Absolute, out var listed) && SameOrigin(uri, listed);
}

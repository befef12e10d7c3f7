using System.Net;
using TrustedPublishing.JwksCache.Fetching;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Tests.Fetching;

public sealed class FetchPolicyTests
{
    [Theory]
    [InlineData("https://token.actions.example", "https://token.actions.example/.well-known/openid-configuration")]
    [InlineData("https://token.actions.example/", "https://token.actions.example/.well-known/openid-configuration")]
    [InlineData("https://ghe.example/_services/token", "https://ghe.example/_services/token/.well-known/openid-configuration")]
    [InlineData("https://aks.example/tenant/id/", "https://aks.example/tenant/id/.well-known/openid-configuration")]
    public void Discovery_is_below_the_issuer_without_a_doubled_slash(string issuer, string discovery) =>
        Assert.Equal(discovery, Policy(issuer).DiscoveryAddress.AbsoluteUri);

    [Theory]
    [InlineData("https://ci.example/keys", true)]
    [InlineData("https://CI.example/keys", true)]
    [InlineData("https://ci.example:443/keys", true)]
    [InlineData("https://keys.example/v3/certs", true)]
    [InlineData("https://keys.example:8443/v3/certs", false)]
    [InlineData("https://other.example:8443/v3/certs", true)]
    [InlineData("https://other.example/v3/certs", false)]
    [InlineData("http://ci.example/keys", false)]
    [InlineData("https://ci.example:444/keys", false)]
    [InlineData("https://sub.ci.example/keys", false)]
    [InlineData("https://ci.example.evil.example/keys", false)]
    [InlineData("https://ci.example@evil.example/keys", false)]
    [InlineData("https://user@ci.example/keys", false)]
    [InlineData("https://ci.example/keys#fragment", false)]
    [InlineData("https://127.0.0.1/keys", false)]
    [InlineData("ftp://ci.example/keys", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("data:application/json,{}", false)]
    public void Keys_come_from_the_issuers_host_or_a_listed_one(string address, bool allowed) =>
        Assert.Equal(allowed, Policy("https://ci.example", hosts: ["keys.example", "other.example:8443"]).AllowsKeysFrom(new Uri(address)));

    [Theory]
    [InlineData("http://localhost:8083/github", true, "http://localhost:8083/keys", true)]
    [InlineData("http://127.0.0.1:8083/github", true, "http://127.0.0.1:8083/keys", true)]
    [InlineData("http://localhost:8083/github", true, "http://localhost:8084/keys", false)]
    [InlineData("http://localhost:8083/github", false, "http://localhost:8083/keys", false)]
    [InlineData("http://ci.example", true, "http://ci.example/keys", false)]
    [InlineData("https://ci.example", true, "http://localhost/keys", false)]
    public void Plain_http_is_for_a_loopback_issuer_in_Development(string issuer, bool isDevelopment, string address, bool allowed) =>
        Assert.Equal(allowed, Policy(issuer, isDevelopment).AllowsKeysFrom(new Uri(address)));

    [Theory]
    [InlineData("https://ci.example", false, false, "140.82.112.3", true)]
    [InlineData("https://ci.example", false, false, "10.0.0.1", false)]
    [InlineData("https://ci.example", true, false, "127.0.0.1", false)]
    [InlineData("https://ci.example", false, true, "10.0.0.1", true)]
    [InlineData("https://ci.example", false, true, "127.0.0.1", true)]
    [InlineData("https://ci.example", true, true, "169.254.169.254", false)]
    [InlineData("http://localhost:8083", true, false, "127.0.0.1", true)]
    [InlineData("http://localhost:8083", true, false, "::1", true)]
    [InlineData("http://localhost:8083", true, false, "10.0.0.1", false)]
    [InlineData("http://localhost:8083", false, false, "127.0.0.1", false)]
    public void Connects_to_private_addresses_only_when_told(string issuer, bool isDevelopment, bool allowPrivate, string address, bool allowed) =>
        Assert.Equal(allowed, Policy(issuer, isDevelopment, allowPrivate).AllowsAddress(IPAddress.Parse(address)));

    internal static FetchPolicy Policy(string issuer, bool isDevelopment = false, bool allowPrivate = false, string[]? hosts = null) =>
        new(new ConfiguredIssuer("test", issuer, "github", hosts ?? [], allowPrivate), isDevelopment);
}

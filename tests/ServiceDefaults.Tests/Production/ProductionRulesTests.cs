using Microsoft.Extensions.Configuration;
using TrustedPublishing.ServiceDefaults.Production;

namespace TrustedPublishing.ServiceDefaults.Tests.Production;

public sealed class ProductionRulesTests
{
    [Theory]
    [InlineData("https://packages.example.org", "https://0.0.0.0:8443", null)]
    [InlineData("https://packages.example.org", "http://10.0.0.4:8080", "10.0.0.2")]
    [InlineData("https://packages.example.org", "https://0.0.0.0:8443;http://127.0.0.1:9000", null)]
    public void Accepts_https_by_its_own_certificate_or_behind_named_proxies(string publicUrl, string listens, string? proxy) =>
        Assert.Empty(Violations(("PublicBaseUrl", publicUrl), ("urls", listens), ("TrustedProxies:0", proxy)));

    [Theory]
    [InlineData("http://packages.example.org", "https://0.0.0.0:8443")]
    [InlineData("packages.example.org", "https://0.0.0.0:8443")]
    [InlineData("https://packages.example.org", "http://0.0.0.0:8080")]
    public void Refuses_public_addresses_without_tls(string publicUrl, string listens) =>
        Assert.Single(Violations(("PublicBaseUrl", publicUrl), ("urls", listens)));

    [Theory]
    [InlineData("http://gitlab.corp.example")]
    [InlineData("http://localhost:8083/github")]
    [InlineData("https://localhost/github")]
    [InlineData("https://127.0.0.1/github")]
    [InlineData("https://[::1]/github")]
    public void Refuses_an_issuer_that_is_plain_http_or_on_this_machine(string issuer)
    {
        var violation = Assert.Single(Violations(("Issuers:x:Issuer", issuer), ("Issuers:x:Provider", "github")));

        Assert.Contains(issuer, violation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_the_start_before_anything_listens()
    {
        var builder = TestService.BuilderIn("Production", "svc", ("Issuers:sim:Issuer", "http://localhost:8083/github"), ("Issuers:sim:Provider", "github"));
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.StartsWith("Refusing to start in Production:", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Violations(params (string Key, string? Value)[] settings) =>
        ProductionRules.Violations(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Key, s.Value))).Build());
}

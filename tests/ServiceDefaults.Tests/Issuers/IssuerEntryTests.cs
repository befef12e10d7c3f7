using Microsoft.Extensions.Configuration;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.ServiceDefaults.Tests.Issuers;

/// <summary>What an entry says about its issuer's ID tokens: algorithms, lifetime, audience.</summary>
public sealed class IssuerEntryTests
{
    private const string OneOrganisation = "https://acme.semaphoreci.com";

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("google")]
    [InlineData("activestate")]
    public void Without_settings_an_issuer_signs_with_RS256_for_as_long_as_its_provider_gives(string provider)
    {
        foreach (var issuer in new[] { From().DefaultFor(provider)!, Entry(("Provider", provider)) })
        {
            Assert.Equal(["RS256"], issuer.Algorithms);
            Assert.Null(issuer.MaxLifetime);
            Assert.Null(issuer.Audience);
        }
    }

    [Fact]
    public void An_entry_names_the_algorithms_that_its_issuer_signs_with()
    {
        var issuer = Entry(("Algorithms:0", "ES256"), ("Algorithms:1", "EdDSA"));

        Assert.Equal(["ES256", "EdDSA"], issuer.Algorithms);
    }

    [Fact]
    public void Every_listed_algorithm_may_be_named() =>
        Assert.All(IdTokenAlgorithms.All, name => Assert.Equal([name], Entry(("Algorithms:0", name)).Algorithms));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("rs256")]
    [InlineData("RS256 ")]
    [InlineData("ES256K")]
    [InlineData("Ed448")]
    [InlineData("RSA-OAEP")]
    [InlineData("")]
    [InlineData("*")]
    public void Refuses_an_algorithm_that_is_not_listed(string name) =>
        Assert.StartsWith($"Issuers:x:Algorithms holds '{name}'; it may hold RS256, RS384,", Error(("Algorithms:0", "RS256"), ("Algorithms:1", name)), StringComparison.Ordinal);

    [Fact]
    public void Refuses_algorithms_that_are_no_list() =>
        Assert.Equal("Issuers:x:Algorithms is a list: Algorithms:0, Algorithms:1 and so on.", Error(("Algorithms", "ES256")));

    [Theory]
    [InlineData("00:01:00")]
    [InlineData("00:15:00")]
    [InlineData("1.00:00:00")]
    public void An_entry_caps_the_lifetime(string lifetime) =>
        Assert.Equal(TimeSpan.Parse(lifetime, System.Globalization.CultureInfo.InvariantCulture), Entry(("MaxLifetime", lifetime)).MaxLifetime);

    [Theory]
    [InlineData("00:00:59")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("1.00:00:01")]
    [InlineData("24")]
    [InlineData("1h")]
    [InlineData("")]
    public void Refuses_a_lifetime_out_of_range(string lifetime) =>
        Assert.Equal("Issuers:x:MaxLifetime must lie between 00:01:00 and 1.00:00:00.", Error(("MaxLifetime", lifetime)));

    [Fact]
    public void A_shipped_issuer_can_be_capped_without_repeating_it()
    {
        var issuer = From(("Issuers:github:MaxLifetime", "00:10:00")).Find("https://token.actions.githubusercontent.com")!;

        Assert.Equal(("github", TimeSpan.FromMinutes(10)), (issuer.Provider, issuer.MaxLifetime!.Value));
    }

    [Theory]
    [InlineData(OneOrganisation, OneOrganisation)]
    [InlineData("https://vstoken.dev.azure.com/8f1bd1c1-0000-4000-8000-000000000001", "api://AzureADTokenExchange")]
    [InlineData("https://acme.app.spacelift.io", "acme.app.spacelift.io")]
    public void An_entry_for_one_organisation_may_name_the_audience_that_its_issuer_always_sends(string issuer, string audience) =>
        Assert.Equal(audience, Entry(("Issuer", issuer), ("Audience", audience)).Audience);

    [Theory]
    [InlineData("https://token.actions.githubusercontent.com")]
    [InlineData("https://token.actions.githubusercontent.com/")]
    [InlineData("https://gitlab.com")]
    [InlineData("https://GitLab.com")]
    [InlineData("https://accounts.google.com")]
    [InlineData("https://platform.activestate.com/api/v1/oauth/oidc")]
    [InlineData("https://agent.buildkite.com")]
    [InlineData("https://oidc.circleci.com")]
    [InlineData("https://vstoken.dev.azure.com")]
    public void Refuses_an_audience_for_an_issuer_that_signs_for_everybody(string issuer) => Assert.Equal(
        "Issuers:x:Audience needs an Issuer in the same entry that belongs to one organisation alone.",
        Error(("Issuer", issuer), ("Audience", "api://AzureADTokenExchange")));

    [Fact]
    public void Refuses_an_audience_for_a_shipped_issuer()
    {
        var error = Assert.Throws<InvalidOperationException>(() => From(("Issuers:github:Audience", "api://AzureADTokenExchange")));

        Assert.Equal("Issuers:github:Audience needs an Issuer in the same entry that belongs to one organisation alone.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    public void Refuses_an_audience_that_cannot_be_one(string audience) =>
        Assert.Equal("Issuers:x:Audience must have 1 to 255 characters without blanks.", Error(("Audience", audience)));

    [Theory]
    [InlineData("pypi")]
    [InlineData("testpypi")]
    public void Refuses_the_audience_of_a_public_index(string audience) =>
        Assert.Equal($"Issuers:x:Audience is '{audience}', which belongs to somebody else.", Error(("Audience", audience)));

    [Theory]
    [InlineData("https://*.semaphoreci.com")]
    [InlineData("https://vstoken.dev.azure.com/*")]
    [InlineData("https://vstoken.dev.azure.com/{organisation}")]
    public void Refuses_an_issuer_that_is_not_written_out(string issuer) =>
        Assert.StartsWith("Issuers:x:Issuer must be an absolute https address", Error(("Issuer", issuer), ("Audience", "api://AzureADTokenExchange")), StringComparison.Ordinal);

    private static ConfiguredIssuer Entry(params (string Key, string Value)[] settings) => From([
        ("Issuers:x:Issuer", OneOrganisation), ("Issuers:x:Provider", "github"), .. settings.Select(s => ($"Issuers:x:{s.Key}", s.Value)),
    ]).All.Single(issuer => issuer.Name == "x");

    private static string Error(params (string Key, string Value)[] settings) => Assert.Throws<InvalidOperationException>(() => Entry(settings)).Message;

    private static IssuerDirectory From(params (string Key, string Value)[] settings) => IssuerDirectory.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.DistinctBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => (string?)settings.Last(t => t.Key == s.Key).Value))
        .Build());
}

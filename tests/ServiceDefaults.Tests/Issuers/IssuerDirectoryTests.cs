using Microsoft.Extensions.Configuration;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.ServiceDefaults.Tests.Issuers;

public sealed class IssuerDirectoryTests
{
    [Fact]
    public void Ships_the_four_providers_own_issuers()
    {
        var issuers = From();

        Assert.Equal(Providers.All, issuers.All.Select(i => i.Provider));
        Assert.Equal("https://token.actions.githubusercontent.com", issuers.DefaultFor("github")!.Issuer);
        Assert.Equal(["www.googleapis.com"], issuers.Find("https://accounts.google.com")!.JwksHosts);
    }

    [Fact]
    public void Adds_a_self_managed_instance_beside_the_providers_own()
    {
        var issuers = From(("Issuers:corp:Issuer", "https://gitlab.corp.example"), ("Issuers:corp:Provider", "gitlab"), ("Issuers:corp:AllowPrivateAddresses", "true"));

        Assert.Equal("corp", issuers.Find("https://gitlab.corp.example")!.Name);
        Assert.True(issuers.Find("https://gitlab.corp.example")!.AllowPrivateAddresses);
        Assert.Equal("https://gitlab.com", issuers.DefaultFor("gitlab")!.Issuer);
    }

    [Fact]
    public void Turns_a_shipped_issuer_off()
    {
        var issuers = From(("Issuers:github:Enabled", "false"));

        Assert.Null(issuers.Find("https://token.actions.githubusercontent.com"));
        Assert.Null(issuers.DefaultFor("github"));
        Assert.NotNull(issuers.DefaultFor("gitlab"));
    }

    [Theory]
    [InlineData("https://gitlab.com/")]
    [InlineData("https://GITLAB.com")]
    [InlineData("http://gitlab.com")]
    [InlineData("https://gitlab.com.evil.example")]
    public void Compares_issuers_byte_for_byte(string nearly) => Assert.Null(From().Find(nearly));

    [Theory]
    [InlineData("", "github")]
    [InlineData("token.actions.example", "github")]
    [InlineData("ftp://ci.example", "github")]
    [InlineData("https://ci.example?x=1", "github")]
    [InlineData("https://ci.example#x", "github")]
    [InlineData("https://user@ci.example", "github")]
    [InlineData("https://ci.example", "GitHub")]
    [InlineData("https://ci.example", "jenkins")]
    [InlineData("https://ci.example", null)]
    public void Refuses_an_entry_that_cannot_be_an_issuer(string issuer, string? provider)
    {
        var error = Assert.Throws<InvalidOperationException>(() => From(("Issuers:bad:Issuer", issuer), ("Issuers:bad:Provider", provider)));

        Assert.StartsWith("Issuers:bad:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_the_same_issuer_under_two_names()
    {
        var error = Assert.Throws<InvalidOperationException>(() => From(("Issuers:again:Issuer", "https://gitlab.com"), ("Issuers:again:Provider", "github")));

        Assert.Equal("The issuer 'https://gitlab.com' is configured twice: Issuers:gitlab, Issuers:again.", error.Message);
    }

    private static IssuerDirectory From(params (string Key, string? Value)[] settings) =>
        IssuerDirectory.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build());
}

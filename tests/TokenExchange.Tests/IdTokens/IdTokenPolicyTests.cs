using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TokenExchange.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens;

/// <summary>What an issuer's entry, its provider and the target make together.</summary>
public sealed class IdTokenPolicyTests
{
    private static readonly string[] TargetAudiences = ["registry.example.org", "second.example.org"];

    [Theory]
    [InlineData("github", 1)]
    [InlineData("gitlab", 24)]
    [InlineData("google", 2)]
    [InlineData("activestate", 1)]
    public void Without_an_entry_the_provider_caps_the_lifetime_and_the_target_names_the_audiences(string provider, int hours)
    {
        var policy = For(new ConfiguredIssuer("x", "https://ci.example", provider, [], false));

        Assert.Equal("https://ci.example", policy.Issuer);
        Assert.Equal(["RS256"], policy.Algorithms.Select(algorithm => algorithm.Name));
        Assert.Equal(TargetAudiences, policy.Audiences);
        Assert.Equal(TimeSpan.FromHours(hours), policy.MaxLifetime);
    }

    [Fact]
    public void The_entry_goes_before_the_provider_and_the_target()
    {
        var policy = For(new ConfiguredIssuer("x", "https://ci.example/acme", "gitlab", [], false)
        {
            Algorithms = ["ES256", "Ed25519"],
            MaxLifetime = TimeSpan.FromMinutes(10),
            Audience = "api://AzureADTokenExchange",
        });

        Assert.Equal(["ES256", "EdDSA"], policy.Algorithms.Select(algorithm => algorithm.Name));
        Assert.Equal(["api://AzureADTokenExchange"], policy.Audiences);
        Assert.Equal(TimeSpan.FromMinutes(10), policy.MaxLifetime);
    }

    private static IdTokenPolicy For(ConfiguredIssuer issuer) => IdTokenPolicy.For(issuer, new ProviderCatalog().Find(issuer.Provider)!, TargetAudiences);
}

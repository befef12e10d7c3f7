using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TrustedPublishing.TrustRules.Described;

namespace TrustedPublishing.TrustRules.Tests.Described;

public sealed class IssuerPatternTests
{
    private const string Eks = "https://oidc.eks.{region}.amazonaws.com/id/{cluster}";
    private const string Aks = "https://{region}.oic.prod-aks.azure.com/{tenant}/{cluster}/";
    private const string Semaphore = "https://{organization}.semaphoreci.com";
    private const string CircleCi = "https://oidc.circleci.com/org/{organization}";

    private static readonly IReadOnlyList<IssuerPattern> Shipped =
        [.. new ProviderCatalog().All.OfType<DescribedProvider>().SelectMany(provider => provider.Issuers)];

    [Theory]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123")]
    [InlineData(Aks, "https://westeurope.oic.prod-aks.azure.com/2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40/81d5b6a7/")]
    [InlineData(Semaphore, "https://octo-org.semaphoreci.com")]
    [InlineData(CircleCi, "https://oidc.circleci.com/org/5034460f-c7c4-4c43-9457-de07e2029e7b")]
    [InlineData("https://ci.example.org/oidc", "https://ci.example.org/oidc")]
    public void Matches(string pattern, string issuer) => Assert.True(Read(pattern).Matches(issuer));

    [Theory]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC123/")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/a/b")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/..")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/a%2fb")]
    [InlineData(Eks, "https://oidc.eks.eu.west.amazonaws.com/id/a")]
    [InlineData(Eks, "https://oidc.eks..amazonaws.com/id/a")]
    [InlineData(Eks, "https://oidc.eks.x@evil.amazonaws.com/id/a")]
    [InlineData(Eks, "https://oidc.eks.evil.example/.amazonaws.com/id/a")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com.evil.example/id/a")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com:8443/id/a")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/a?x")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/a#x")]
    [InlineData(Eks, "https://oidc.eks.EU-WEST-1.amazonaws.com/id/a")]
    [InlineData(Eks, "HTTPS://oidc.eks.eu-west-1.amazonaws.com/id/a")]
    [InlineData(Eks, "http://oidc.eks.eu-west-1.amazonaws.com/id/a")]
    [InlineData(Eks, " https://oidc.eks.eu-west-1.amazonaws.com/id/a")]
    [InlineData(Eks, "https://oidc.eks.eu-west-1.amazonaws.com/id/a\n")]
    [InlineData(Eks, Eks)]
    [InlineData(Aks, "https://westeurope.oic.prod-aks.azure.com/tenant/cluster")]
    [InlineData(Aks, "https://westeurope.oic.prod-aks.azure.com/tenant/cluster//")]
    [InlineData(Aks, "https://westeurope.oic.prod-aks.azure.com/tenant//")]
    [InlineData(Semaphore, "https://semaphoreci.com")]
    [InlineData(Semaphore, "https://.semaphoreci.com")]
    [InlineData(Semaphore, "https://evil.example.semaphoreci.com")]
    [InlineData(Semaphore, "https://octo-org.semaphoreci.com/")]
    [InlineData(Semaphore, "https://octo-org.semaphoreci.com.evil.example")]
    [InlineData(Semaphore, "https://evil.example/octo-org.semaphoreci.com")]
    [InlineData(Semaphore, "https://octo-orgXsemaphoreci.com")]
    [InlineData(Semaphore, "https://осто.semaphoreci.com")]
    [InlineData(CircleCi, "https://oidc.circleci.com")]
    [InlineData(CircleCi, "https://oidc.circleci.com/org")]
    [InlineData(CircleCi, "https://oidc.circleci.com/ORG/a")]
    [InlineData(CircleCi, "https://oidc-circleci.com/org/a")]
    [InlineData("https://ci.example.org/oidc", "https://ci.example.org/oidc/")]
    [InlineData("https://ci.example.org/oidc", "https://ci.example.org/oidcx")]
    public void Does_not_match(string pattern, string issuer) => Assert.False(Read(pattern).Matches(issuer));

    [Theory]
    [InlineData("http://ci.example.org")]
    [InlineData("https://")]
    [InlineData("https://localhost")]
    [InlineData("https://{host}")]
    [InlineData("https://{host}.com")]
    [InlineData("https://ci.{host}.com")]
    [InlineData("https://{organization}.co.uk")]
    [InlineData("https://example.{tld}")]
    [InlineData("https://ci-{organization}.example.org")]
    [InlineData("https://{organization}-ci.example.org")]
    [InlineData("https://{a}{b}.example.org")]
    [InlineData("https://{}.example.org")]
    [InlineData("https://{Organization}.example.org")]
    [InlineData("https://*.example.org")]
    [InlineData("https://CI.example.org")]
    [InlineData("https://ci.example.org:443")]
    [InlineData("https://user@ci.example.org")]
    [InlineData("https://ci..example.org")]
    [InlineData("https://ci.example.org.")]
    [InlineData("https://ci.example.org//a")]
    [InlineData("https://ci.example.org/a/../b")]
    [InlineData("https://ci.example.org/./a")]
    [InlineData("https://ci.example.org/org-{organization}")]
    [InlineData("https://ci.example.org/*")]
    [InlineData("https://ci.example.org/a?b")]
    [InlineData("https://ci.example.org/a#b")]
    [InlineData("https://ci.example.org/%7Ba%7D")]
    public void Refuses_a_pattern_that_is_not_anchored_to_a_host(string pattern)
    {
        Assert.Null(IssuerPattern.Read(pattern, out var refusal));
        Assert.StartsWith("must ", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Semaphore, "https://octo-org.semaphoreci.com", true)]
    [InlineData(Semaphore, "https://{a}.semaphoreci.com", true)]
    [InlineData(CircleCi, "https://oidc.circleci.com", false)]
    [InlineData(CircleCi, "https://oidc.circleci.com/{a}/{b}", true)]
    [InlineData(CircleCi, "https://oidc.circleci.com/user/{b}", false)]
    [InlineData(Eks, Aks, false)]
    public void Knows_whether_two_patterns_compete(string one, string other, bool overlap)
    {
        Assert.Equal(overlap, Read(one).Overlaps(Read(other)));
        Assert.Equal(overlap, Read(other).Overlaps(Read(one)));
    }

    [Fact]
    public void A_longer_issuer_than_any_database_column_never_matches() =>
        Assert.False(Read(CircleCi).Matches($"https://oidc.circleci.com/org/{new string('a', 230)}"));

    [Property(MaxTest = 2000)]
    public Property No_shipped_pattern_matches_an_issuer_of_another_registrable_host()
    {
        var label = Gen.Elements("a", "oidc", "eks", "amazonaws", "com", "circleci", "semaphoreci", "azure", "evil", "example", "x@y", "a:1", "%2e", "");
        var host = label.ListOf(5).Select(labels => string.Join('.', labels));
        var path = Gen.Elements("org", "id", "a", "..", "", "amazonaws.com", "v1").ListOf(4).Select(segments => string.Join('/', segments));
        var pattern = Gen.Elements(Shipped.ToArray());
        return Prop.ForAll(pattern.Zip(host).Zip(path).ToArbitrary(), tried =>
        {
            var ((issuers, madeHost), madePath) = tried;
            var issuer = $"https://{madeHost}/{madePath}";
            if (issuers.Matches(issuer))
            {
                var uri = new Uri(issuer);
                Assert.Equal((Registrable(issuers.Text), 443, ""), (Registrable(issuer), uri.Port, uri.UserInfo));
            }
        });
    }

    [Property(MaxTest = 1000)]
    public Property Whatever_a_placeholder_takes_the_rest_stays_as_it_is()
    {
        var text = Gen.Elements("a", "Z", "9", "-", "_", ".", "/", "@", ":", "%", "\\", "?", "#", " ", "é", "{", "\0").ListOf(4).Select(string.Concat);
        return Prop.ForAll(Gen.Elements(Shipped.Where(pattern => !pattern.IsLiteral).ToArray()).Zip(text).ToArbitrary(), tried =>
        {
            var (pattern, value) = tried;
            var placeholder = pattern.Text[pattern.Text.IndexOf('{', StringComparison.Ordinal)..(pattern.Text.IndexOf('}', StringComparison.Ordinal) + 1)];
            var first = pattern.Text.Replace(placeholder, value, StringComparison.Ordinal);
            var issuer = System.Text.RegularExpressions.Regex.Replace(first, "\\{[a-z_]+\\}", "x");
            var isPlain = value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

            Assert.True(isPlain || !pattern.Matches(issuer), issuer);
        });
    }

    private static string Registrable(string issuer) => string.Join('.', issuer["https://".Length..].Split('/')[0].Split('.').TakeLast(2));

    private static IssuerPattern Read(string text) => IssuerPattern.Read(text, out _)!;
}

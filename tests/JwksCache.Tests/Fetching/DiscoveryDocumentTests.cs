using System.Text;
using TrustedPublishing.JwksCache.Fetching;

namespace TrustedPublishing.JwksCache.Tests.Fetching;

public sealed class DiscoveryDocumentTests
{
    private const string Issuer = "https://ci.example/path";

    [Fact]
    public void Tells_where_the_keys_are()
    {
        var reading = Read("""{"issuer":"https://ci.example/path","jwks_uri":"https://ci.example/keys","extra":[1]}""");

        Assert.Equal("https://ci.example/keys", Assert.IsType<DiscoveryReading.Usable>(reading).KeySetAddress.AbsoluteUri);
    }

    [Theory]
    [InlineData("""{"issuer":"https://ci.example/path/","jwks_uri":"https://ci.example/keys"}""", "issuer_mismatch")]
    [InlineData("""{"issuer":"https://CI.example/path","jwks_uri":"https://ci.example/keys"}""", "issuer_mismatch")]
    [InlineData("""{"issuer":"https://ci.example","jwks_uri":"https://ci.example/keys"}""", "issuer_mismatch")]
    [InlineData("""{"issuer":["https://ci.example/path"],"jwks_uri":"https://ci.example/keys"}""", "issuer_mismatch")]
    [InlineData("""{"jwks_uri":"https://ci.example/keys"}""", "issuer_mismatch")]
    [InlineData("""{"issuer":"https://ci.example/path"}""", "invalid_document")]
    [InlineData("""{"issuer":"https://ci.example/path","jwks_uri":7}""", "invalid_document")]
    [InlineData("""{"issuer":"https://ci.example/path","jwks_uri":"keys"}""", "invalid_document")]
    [InlineData("""{"issuer":"https://ci.example/path","jwks_uri":"/keys"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"https://ci.example/path","jwks_uri":"https://evil.example/keys"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"https://ci.example/path","jwks_uri":"http://ci.example/keys"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"https://ci.example/path","jwks_uri":"http://169.254.169.254/latest"}""", "address_not_allowed")]
    [InlineData("""{"issuer":"https://evil.example","issuer":"https://ci.example/path","jwks_uri":"https://ci.example/keys"}""", "invalid_document")]
    [InlineData("""{"issuer":"\ud800","jwks_uri":"https://ci.example/keys"}""", "invalid_document")]
    [InlineData("""[]""", "invalid_document")]
    [InlineData("""null""", "invalid_document")]
    [InlineData("""not json""", "invalid_document")]
    [InlineData("", "invalid_document")]
    public void Refuses(string json, string code) => Assert.Equal(code, Assert.IsType<DiscoveryReading.Refused>(Read(json)).Problem.Code);

    private static DiscoveryReading Read(string json) =>
        DiscoveryDocument.Read(Encoding.UTF8.GetBytes(json), Issuer, FetchPolicyTests.Policy(Issuer));
}

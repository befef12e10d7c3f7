using System.Text;
using Microsoft.Extensions.Configuration;
using TrustedPublishing.PublisherConfig.Api;
using TrustedPublishing.PublisherConfig.Emergency;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Emergency;

public sealed class EmergencyFormTests
{
    private const string GitHub = "https://token.actions.githubusercontent.com";
    private const string Thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

    private static readonly IssuerDirectory Issuers = IssuerDirectory.From(new ConfigurationBuilder().Build());

    [Theory]
    [InlineData("stop-minting", """{"reason":" why "}""", null, null, null)]
    [InlineData("distrust-issuer", $$"""{"reason":"why","issuer":" {{GitHub}} "}""", GitHub, null, null)]
    [InlineData("distrust-key", $$"""{"reason":"why","issuer":"{{GitHub}}","key_id":"k 1"}""", GitHub, "k 1", null)]
    [InlineData("distrust-key", $$"""{"reason":"why","issuer":"{{GitHub}}","thumbprint":"{{Thumbprint}}","key_id":null}""", GitHub, null, Thumbprint)]
    public void Takes_a_switch_that_says_what_and_why(string kind, string body, string? issuer, string? keyId, string? thumbprint)
    {
        var errors = new FieldErrors();

        Assert.Equal(new WantedSwitch(kind, issuer, keyId, thumbprint, "why"), EmergencyForm.CheckSwitch(kind, Members(body), Issuers, errors));
        Assert.False(errors.Any);
    }

    [Theory]
    [InlineData("stop-minting", "{}", "reason")]
    [InlineData("stop-minting", """{"reason":""}""", "reason")]
    [InlineData("stop-minting", """{"reason":"  "}""", "reason")]
    [InlineData("stop-minting", """{"reason":null}""", "reason")]
    [InlineData("stop-minting", """{"reason":7}""", "reason")]
    [InlineData("stop-minting", """{"reason":"two\nlines"}""", "reason")]
    [InlineData("stop-minting", """{"reason":"a\u0000b"}""", "reason")]
    [InlineData("stop-minting", """{"reason":"why","issuer":"https://gitlab.com"}""", "issuer")]
    [InlineData("stop-minting", """{"reason":"why","Reason":"why"}""", "Reason")]
    [InlineData("distrust-issuer", """{"reason":"why"}""", "issuer")]
    [InlineData("distrust-issuer", """{"reason":"why","issuer":"gitlab"}""", "issuer")]
    [InlineData("distrust-issuer", """{"reason":"why","issuer":"https://gitlab.com/"}""", "issuer")]
    [InlineData("distrust-issuer", """{"reason":"why","issuer":"https://GitLab.com"}""", "issuer")]
    [InlineData("distrust-issuer", """{"reason":"why","issuer":["https://gitlab.com"]}""", "issuer")]
    [InlineData("distrust-issuer", """{"reason":"why","issuer":"https://gitlab.com","key_id":"k"}""", "key_id")]
    [InlineData("distrust-key", """{"reason":"why","issuer":"https://gitlab.com"}""", "key_id")]
    [InlineData("distrust-key", """{"reason":"why","issuer":"https://gitlab.com","key_id":""}""", "key_id")]
    [InlineData("distrust-key", """{"reason":"why","issuer":"https://gitlab.com","key_id":"k\u0000"}""", "key_id")]
    [InlineData("distrust-key", """{"reason":"why","issuer":"https://gitlab.com","key_id":"k","thumbprint":"t"}""", "key_id")]
    [InlineData("distrust-key", """{"reason":"why","issuer":"https://gitlab.com","thumbprint":"t"}""", "thumbprint")]
    [InlineData("distrust-key", """{"reason":"why","issuer":"https://gitlab.com","thumbprint":"NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs"}""", "thumbprint")]
    [InlineData("distrust-key", """{"reason":"why","key_id":"k"}""", "issuer")]
    public void Says_what_is_wrong_with_a_switch(string kind, string body, string field)
    {
        var errors = new FieldErrors();

        Assert.Null(EmergencyForm.CheckSwitch(kind, Members(body), Issuers, errors));
        Assert.Equal([field], errors.ToDictionary().Keys);
    }

    [Theory]
    [InlineData("""{"reason":"why","publisher_id":"0199a1f0-7c1e-7000-8000-000000000001"}""")]
    [InlineData("""{"reason":"why","provider":"github"}""")]
    [InlineData("""{"reason":"why","provider":"kubernetes"}""")]
    public void Takes_a_revocation_of_one_publisher_or_provider(string body)
    {
        var errors = new FieldErrors();

        Assert.NotNull(EmergencyForm.CheckRevocation(Members(body), new ProviderCatalog(), errors));
        Assert.False(errors.Any);
    }

    [Theory]
    [InlineData("{}", "publisher_id reason")]
    [InlineData("""{"reason":"why"}""", "publisher_id")]
    [InlineData("""{"reason":"why","publisher_id":"x"}""", "publisher_id")]
    [InlineData("""{"reason":"why","publisher_id":"0199a1f07c1e70008000000000000001"}""", "publisher_id")]
    [InlineData("""{"reason":"why","publisher_id":"0199a1f0-7c1e-7000-8000-000000000001","provider":"github"}""", "publisher_id")]
    [InlineData("""{"reason":"why","provider":"git"}""", "provider")]
    [InlineData("""{"reason":"why","provider":"GitHub"}""", "provider")]
    [InlineData("""{"reason":"why","provider":""}""", "provider")]
    [InlineData("""{"reason":"why","provider":"github","project":"x"}""", "project")]
    public void Says_what_is_wrong_with_a_revocation(string body, string fields)
    {
        var errors = new FieldErrors();

        Assert.Null(EmergencyForm.CheckRevocation(Members(body), new ProviderCatalog(), errors));
        Assert.Equal(fields.Split(' '), errors.ToDictionary().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stop")]
    [InlineData("Stop-Minting")]
    [InlineData("stop-minting ")]
    public void Knows_no_other_kind(string kind) => Assert.False(EmergencyForm.IsKind(kind));

    private static JsonBody.Members Members(string body) => Assert.IsType<JsonBody.Members>(JsonBody.Parse(Encoding.UTF8.GetBytes(body)));
}

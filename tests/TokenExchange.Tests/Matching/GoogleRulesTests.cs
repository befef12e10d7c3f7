using System.Text.Json.Nodes;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Matching;

public sealed class GoogleRulesTests : IDisposable
{
    private const string Email = "publisher@sample.iam.gserviceaccount.com";
    private const string Subject = "109812345678901234567";

    private readonly MatchFixture google = new(new ProviderCatalog().Of("google"), "https://accounts.google.com");

    [Fact]
    public void Every_claim_that_Google_sends_is_in_the_table() =>
        Assert.All(SampleClaims.Google(), claim => Assert.True(new ProviderCatalog().Of("google").Claims.Lists(claim.Key), claim.Key));

    [Fact]
    public void Matches_the_address_and_prefers_the_publisher_that_pins_the_subject()
    {
        var open = google.Register(("email", Email));
        google.AssertMatches(SampleClaims.Google(), open);

        var pinned = google.Register(("email", Email), ("sub", Subject));
        google.AssertMatches(SampleClaims.Google(), pinned);
        google.AssertMatches(SampleClaims.Google().With("sub", "2"), open);
    }

    [Theory]
    [InlineData("Publisher@sample.iam.gserviceaccount.com")]
    [InlineData("publisher@sample.iam.gserviceaccount.com.evil.example")]
    [InlineData("publisher+x@sample.iam.gserviceaccount.com")]
    [InlineData(" publisher@sample.iam.gserviceaccount.com")]
    public void Says_nothing_about_registrations_to_another_address(string email)
    {
        google.Register(("email", Email));

        google.AssertRefuses(SampleClaims.Google().With("email", email), DenialReason.NoPublisher);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("\"true\"")]
    [InlineData("1")]
    public void Refuses_an_address_that_is_not_verified(string verified)
    {
        google.Register(("email", Email));

        google.AssertRefuses(SampleClaims.Google().With("email_verified", JsonNode.Parse(verified)), DenialReason.EmailNotVerified);
    }

    [Fact]
    public void Refuses_another_subject_where_one_is_registered()
    {
        var publisher = google.Register(("email", Email), ("sub", Subject));

        google.AssertRefuses(SampleClaims.Google().With("sub", Subject + "0"), DenialReason.SubjectMismatch, publisher);
        google.AssertRefuses(SampleClaims.Google().With("sub", 1098), DenialReason.SubjectMismatch, publisher);
    }

    [Theory]
    [InlineData("email")]
    [InlineData("email_verified")]
    [InlineData("sub")]
    public void Refuses_an_id_token_without(string claim)
    {
        google.Register(("email", Email));

        google.AssertRefuses(SampleClaims.Google().Without(claim), DenialReason.ClaimMissing);
        google.AssertRefuses(SampleClaims.Google().With(claim, null), DenialReason.ClaimMissing);
    }

    public void Dispose() => google.Dispose();
}

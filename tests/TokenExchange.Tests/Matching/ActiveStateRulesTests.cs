using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Tests.IdTokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Matching;

public sealed class ActiveStateRulesTests : IDisposable
{
    private readonly MatchFixture activeState = new(new ProviderCatalog().Of("activestate"), "https://platform.activestate.com/api/v1/oauth/oidc");

    [Fact]
    public void Every_claim_that_ActiveState_sends_is_in_the_table() =>
        Assert.All(SampleClaims.ActiveState(), claim => Assert.True(new ProviderCatalog().Of("activestate").Claims.Lists(claim.Key), claim.Key));

    [Fact]
    public void Matches_organization_project_and_actor()
    {
        var publisher = RegisterSample();

        activeState.AssertMatches(SampleClaims.ActiveState(), publisher);
        activeState.AssertMatches(SampleClaims.ActiveState().Without("jti"), publisher);
    }

    [Theory]
    [InlineData("organization", "other-org")]
    [InlineData("organization", "Sample-Org")]
    [InlineData("project", "other")]
    [InlineData("project", "Widget")]
    public void Says_nothing_about_registrations_to_another_project(string claim, string value)
    {
        RegisterSample();

        activeState.AssertRefuses(SampleClaims.ActiveState().With(claim, value), DenialReason.NoPublisher);
    }

    [Theory]
    [InlineData("somebody")]
    [InlineData("Sam")]
    [InlineData("sam ")]
    public void Refuses_another_actor(string actor)
    {
        var publisher = RegisterSample();

        activeState.AssertRefuses(SampleClaims.ActiveState().With("actor", actor), DenialReason.ActorMismatch, publisher);
    }

    [Fact]
    public void The_actor_id_does_not_stand_in_for_the_actor()
    {
        var publisher = activeState.Register(
            ("organization", "sample-org"), ("project", "widget"), ("actor", "2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40"));

        activeState.AssertRefuses(SampleClaims.ActiveState(), DenialReason.ActorMismatch, publisher);
    }

    [Theory]
    [InlineData("another-builder")]
    [InlineData("PyPI-publisher")]
    public void Refuses_every_builder_but_the_publishing_one(string builder)
    {
        RegisterSample();

        activeState.AssertRefuses(SampleClaims.ActiveState().With("builder", builder), DenialReason.BuilderRefused);
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("project")]
    [InlineData("actor")]
    [InlineData("builder")]
    public void Refuses_an_id_token_without(string claim)
    {
        RegisterSample();

        activeState.AssertRefuses(SampleClaims.ActiveState().Without(claim), DenialReason.ClaimMissing);
        activeState.AssertRefuses(SampleClaims.ActiveState().With(claim, null), DenialReason.ClaimMissing);
    }

    public void Dispose() => activeState.Dispose();

    private TrustedPublisher RegisterSample() =>
        activeState.Register(("organization", "sample-org"), ("project", "widget"), ("actor", "sam"));
}

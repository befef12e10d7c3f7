using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.ServiceDefaults.Issuers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class RegistrationTests
{
    [Fact]
    public void Every_provider_of_the_stack_can_be_registered() =>
        Assert.Equal(Providers.All, Registrations.Issuers.Offered.Select(provider => provider.Name));

    [Theory]
    [InlineData("github", "https://token.actions.githubusercontent.com")]
    [InlineData("gitlab", "https://gitlab.com")]
    [InlineData("google", "https://accounts.google.com")]
    [InlineData("activestate", "https://platform.activestate.com/api/v1/oauth/oidc")]
    public void Takes_the_providers_own_issuer_when_none_is_given(string provider, string issuer)
    {
        Assert.Equal(issuer, Registrations.Accept(Registrations.Of(provider)).Issuer);
        Assert.Equal(issuer, Registrations.Accept(Registrations.Of(provider).With("issuer", null)).Issuer);
        Assert.Equal(issuer, Registrations.Accept(Registrations.Of(provider).With("issuer", issuer)).Issuer);
    }

    [Fact]
    public void Takes_any_configured_issuer_of_the_provider() => Assert.Equal(
        "https://gitlab.example.com", Registrations.Accept(Registrations.GitLab().With("issuer", "https://gitlab.example.com")).Issuer);

    [Theory]
    [InlineData("gitlab", "https://gitlab.com/")]
    [InlineData("gitlab", "https://GitLab.com")]
    [InlineData("gitlab", " https://gitlab.com")]
    [InlineData("gitlab", "http://gitlab.com")]
    [InlineData("gitlab", "https://gitlab.com:443")]
    [InlineData("gitlab", "https://gitlab.example.org")]
    [InlineData("gitlab", "https://token.actions.githubusercontent.com")]
    [InlineData("gitlab", " ")]
    public void Refuses_an_issuer_that_is_not_configured_byte_for_byte(string provider, string issuer) => Assert.Equal(
        "This is not an issuer of the provider gitlab that is configured here, byte for byte: https://gitlab.com, https://gitlab.example.com.",
        Registrations.RefuseFor("issuer", Registrations.Of(provider).With("issuer", issuer)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GitHub")]
    [InlineData(" github")]
    [InlineData("circleci")]
    public void Refuses_an_unknown_provider_and_says_nothing_else(string? provider) => Assert.Equal(
        "The provider is one of github, gitlab, google, activestate.",
        Registrations.RefuseFor("provider", Registrations.GitHub().With("provider", provider).With("repository_owner", "")));

    [Theory]
    [InlineData("github", "namespace", "A publisher of the provider github has no such field. Its fields are repository_owner, repository_name, workflow_filename, environment, refs, events, runner_environment, calling_workflow_filename, workflow_repository, workflow_repository_refs.")]
    [InlineData("google", "environment", "A publisher of the provider google has no such field. Its fields are email, sub.")]
    [InlineData("github", "Environment", "A publisher of the provider github has no such field. Its fields are repository_owner, repository_name, workflow_filename, environment, refs, events, runner_environment, calling_workflow_filename, workflow_repository, workflow_repository_refs.")]
    [InlineData("activestate", "", "A publisher of the provider activestate has no such field. Its fields are organization, project, actor.")]
    public void Refuses_a_member_that_it_does_not_know(string provider, string member, string refusal)
    {
        Assert.Equal(refusal, Registrations.RefuseFor(member, Registrations.Of(provider).With(member, "value")));
        Assert.Equal(refusal, Registrations.RefuseFor(member, Registrations.Of(provider).With(member, null)));
    }

    [Fact]
    public void Says_everything_that_is_wrong_at_once()
    {
        var errors = Registrations.Refuse(new() { ["provider"] = "github", ["repository_name"] = "a/b", ["issuer"] = "x", ["other"] = "y" });

        Assert.Equal(["issuer", "other", "repository_name", "repository_owner", "workflow_filename"], errors.Keys.Order());
    }

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("google")]
    [InlineData("activestate")]
    public void Drops_blanks_around_every_value(string provider)
    {
        var given = Registrations.Of(provider);
        var blanks = given.ToDictionary(m => m.Key, m => m.Key == "provider" ? m.Value : $" \t{m.Value}\u00a0\r\n");

        Assert.Equal(Registrations.Accept(given).Fields, Registrations.Accept(blanks).Fields);
        Assert.Equal(Registrations.Accept(given).Digest(), Registrations.Accept(blanks).Digest());
    }

    [Fact]
    public void Every_example_of_a_form_is_valid() => Assert.All(Registrations.Issuers.Offered, kind =>
    {
        var example = kind.Fields.ToDictionary(field => field.Name, field => (string?)field.Example);
        example["provider"] = kind.Name;

        Assert.Empty(Registrations.Accept(example).Warnings);
    });

    [Fact]
    public void The_digest_of_a_registration_never_changes() => Assert.Equal(
        // What stands in the database of every installation: a change here would let one registration be made twice.
        "45a49b29fb11461bc4decc7077c4e466deb50dad944ce6b86187ee694b11958b",
        Convert.ToHexStringLower(Registrations.Accept(Registrations.GitHub()).Digest()));
}

using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class ActiveStatePublishersTests
{
    [Theory]
    [InlineData("organization", "abc")]
    [InlineData("project", "sample.project-2")]
    [InlineData("actor", "Octo-User-7")]
    public void Accepts(string field, string value) =>
        Assert.Equal(value, Registrations.Accept(Registrations.ActiveState().With(field, value)).Fields[field]);

    [Theory]
    [InlineData("organization", "ab", "A name on the ActiveState Platform has at least 3 characters.")]
    [InlineData("organization", "a123456789a123456789a123456789a123456789a", "This has at most 40 characters.")]
    [InlineData("organization", "octo.org", "'.' is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("organization", "octo--org", "A name on the ActiveState Platform has no two hyphens in a row.")]
    [InlineData("organization", "-octo", "A name on the ActiveState Platform has no hyphen at its ends.")]
    [InlineData("organization", "https://platform.activestate.com/octo-org", "Give the name alone, not a path or an address.")]
    [InlineData("organization", "осто", "U+043E is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("organization", null, "Give the name of the organization on the ActiveState Platform.")]
    [InlineData("project", "octo-org/sampleproject", "Give the name alone, not a path or an address.")]
    [InlineData("project", "sample_project", "'_' is not allowed here: use ASCII letters, digits, hyphens and dots.")]
    [InlineData("project", "sample-", "A name on the ActiveState Platform has no hyphen at its ends.")]
    [InlineData("project", " ", "Give the name of the project on the ActiveState Platform.")]
    [InlineData("actor", "octo user", "A blank is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("actor", "octo@example.com", "'@' is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("actor", "octo\u0000", "U+0000 is not allowed here: use ASCII letters, digits and hyphens.")]
    [InlineData("actor", "", "Give the user name of who starts the publishing on the ActiveState Platform.")]
    public void Refuses(string field, string? value, string refusal) =>
        Assert.Equal(refusal, Registrations.RefuseFor(field, Registrations.ActiveState().With(field, value)));

    [Theory]
    [InlineData("organization", "Octo-Org")]
    [InlineData("project", "SampleProject")]
    [InlineData("actor", "octo-user2")]
    public void Compares_exactly(string field, string other) => Assert.NotEqual(
        Registrations.Accept(Registrations.ActiveState()).Digest(), Registrations.Accept(Registrations.ActiveState().With(field, other)).Digest());

    [Fact]
    public void Says_that_every_field_may_name_a_person() => Assert.All(new ProviderCatalog().Of("activestate").Fields, field => Assert.True(field.IsPersonal));
}

using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class GooglePublishersTests
{
    [Theory]
    [InlineData("publisher@my-project.iam.gserviceaccount.com")]
    [InlineData("first.last+release@example.com")]
    [InlineData("O'Neil@Example.com")]
    public void Accepts_and_keeps(string email) =>
        Assert.Equal(email, Registrations.Accept(Registrations.Google().With("email", email)).Fields["email"]);

    [Fact]
    public void Keeps_the_address_of_a_service_account_in_lower_case() => Assert.Equal(
        "publisher@my-project.iam.gserviceaccount.com",
        Registrations.Accept(Registrations.Google().With("email", "  Publisher@My-Project.iam.GServiceAccount.com ")).Fields["email"]);

    [Theory]
    [InlineData("publisher")]
    [InlineData("@example.com")]
    [InlineData("publisher@")]
    [InlineData("a@b@example.com")]
    [InlineData(".a@example.com")]
    [InlineData("a.@example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a@example")]
    [InlineData("a@example..com")]
    [InlineData("a@.example.com")]
    [InlineData("a@example.com.")]
    [InlineData("a@-example.com")]
    [InlineData("a@example-.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@exa mple.com")]
    [InlineData("a@example.com\nb@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("а@example.com")]
    [InlineData("publisher@my-project.iam.gserviceaccоunt.com")]
    [InlineData("a\u200b@example.com")]
    [InlineData("a\0@example.com")]
    [InlineData("Publisher <publisher@example.com>")]
    [InlineData("mailto:publisher@example.com")]
    public void Refuses_what_is_no_address(string email) =>
        Assert.NotEmpty(Registrations.RefuseFor("email", Registrations.Google().With("email", email)));

    [Fact]
    public void Names_the_character_that_only_looks_right() => Assert.Equal(
        "U+043E is not allowed here: use ASCII letters, digits, '-' and '.' after the @.",
        Registrations.RefuseFor("email", Registrations.Google().With("email", "publisher@my-project.iam.gserviceaccоunt.com")));

    [Theory]
    [InlineData("abc")]
    [InlineData("12 34")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("１２３")]
    [InlineData("0x1f")]
    public void Refuses_a_subject_that_is_no_number(string subject) => Assert.Equal(
        "The subject is the account's numeric unique id: digits only.", Registrations.RefuseFor("sub", Registrations.Google().With("sub", subject)));

    [Theory]
    [InlineData("publisher@my-project.iam.gserviceaccount.com", "123", "")]
    [InlineData("publisher@my-project.iam.gserviceaccount.com", null, "sub_missing")]
    [InlineData("109876543210-compute@developer.gserviceaccount.com", "123", "default_service_account")]
    [InlineData("My-Project@appspot.gserviceaccount.com", null, "default_service_account sub_missing")]
    [InlineData("109876543210@cloudbuild.gserviceaccount.com", "123", "default_service_account")]
    [InlineData("109876543210@cloudservices.gserviceaccount.com", "123", "default_service_account")]
    [InlineData("someone@gmail.com", "123", "not_a_service_account")]
    [InlineData("someone@notgserviceaccount.com", "1", "not_a_service_account")]
    public void Warns(string email, string? subject, string codes) => Assert.Equal(
        codes, string.Join(' ', Registrations.Accept(Registrations.Google().With("email", email).With("sub", subject)).Warnings.Select(warning => warning.Code)));

    [Theory]
    [InlineData("someone@gmail.com")]
    [InlineData("someone@gserviceaccount.com")]
    [InlineData("someone@iam.gserviceaccount.com.example.org")]
    [InlineData("someone@notgserviceaccount.com")]
    public void Refuses_the_account_of_a_person_without_its_id(string email) => Assert.StartsWith(
        "This is not the address of a service account.", Registrations.RefuseFor("sub", Registrations.Google().With("email", email).With("sub", null)));

    [Theory]
    [InlineData("sub", "123456789012345678902")]
    [InlineData("sub", null)]
    [InlineData("email", "publisher2@my-project.iam.gserviceaccount.com")]
    public void Tells_registrations_apart_that_trust_different_tokens(string field, string? other) => Assert.NotEqual(
        Registrations.Accept(Registrations.Google()).Digest(), Registrations.Accept(Registrations.Google().With(field, other)).Digest());

    [Fact]
    public void Says_which_fields_may_name_a_person() => Assert.Equal(
        ["email", "sub"], new ProviderCatalog().Of("google").Fields.Where(field => field.IsPersonal).Select(field => field.Name));
}

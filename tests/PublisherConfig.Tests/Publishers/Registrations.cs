using Microsoft.Extensions.Configuration;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

/// <summary>Valid registrations to spoil, and the issuers of a test installation.</summary>
internal static class Registrations
{
    public static IssuerDirectory Issuers { get; } = IssuerDirectory.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Issuers:gitlab-self-managed:Issuer"] = "https://gitlab.example.com",
        ["Issuers:gitlab-self-managed:Provider"] = "gitlab",
    }).Build());

    public static Dictionary<string, string?> GitHub() => new()
    {
        ["provider"] = "github",
        ["repository_owner"] = "octo-org",
        ["repository_name"] = "sampleproject",
        ["workflow_filename"] = "release.yml",
        ["environment"] = "pypi",
    };

    public static Dictionary<string, string?> GitLab() => new()
    {
        ["provider"] = "gitlab",
        ["namespace"] = "octo-group/octo-subgroup",
        ["project"] = "sampleproject",
        ["workflow_filepath"] = ".gitlab-ci.yml",
        ["environment"] = "release",
    };

    public static Dictionary<string, string?> Google() => new()
    {
        ["provider"] = "google",
        ["email"] = "publisher@my-project.iam.gserviceaccount.com",
        ["sub"] = "123456789012345678901",
    };

    public static Dictionary<string, string?> ActiveState() => new()
    {
        ["provider"] = "activestate",
        ["organization"] = "octo-org",
        ["project"] = "sampleproject",
        ["actor"] = "octo-user",
    };

    public static Dictionary<string, string?> Of(string provider) => provider switch
    {
        "github" => GitHub(),
        "gitlab" => GitLab(),
        "google" => Google(),
        _ => ActiveState(),
    };

    public static Dictionary<string, string?> With(this Dictionary<string, string?> registration, string member, string? value) =>
        new(registration) { [member] = value };

    public static Registration Accept(Dictionary<string, string?> given) =>
        Assert.IsType<RegistrationOutcome.Accepted>(Registration.Check(given, Issuers)).Registration;

    /// <summary>All that is wrong, by member.</summary>
    public static Dictionary<string, string[]> Refuse(Dictionary<string, string?> given) =>
        Assert.IsType<RegistrationOutcome.Refused>(Registration.Check(given, Issuers)).Errors.ToDictionary();

    /// <summary>The one thing that is wrong, with this member.</summary>
    public static string RefuseFor(string member, Dictionary<string, string?> given)
    {
        var errors = Refuse(given);
        Assert.Equal([member], errors.Keys);
        return Assert.Single(errors[member]);
    }
}

using Microsoft.Extensions.Configuration;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.ServiceDefaults.Tests.Issuers;

/// <summary>Issuers of providers that are described: nothing is on until an entry names it.</summary>
public sealed class DescribedIssuersTests : IDisposable
{
    private const string Organization = "8f1bd1c1-7d3e-4f0b-9a55-0c1de2f3a4b5";
    private const string CircleCi = $"https://oidc.circleci.com/org/{Organization}";

    private readonly string folder = Directory.CreateTempSubdirectory("descriptions-").FullName;

    [Theory]
    [InlineData("https://agent.buildkite.com")]
    [InlineData(CircleCi)]
    [InlineData("https://oidc.eks.eu-west-1.amazonaws.com/id/ABC")]
    public void Without_an_entry_no_described_issuer_is_accepted(string issuer)
    {
        Assert.Null(From().Find(issuer));
        Assert.Equal(Providers.All, From().Offered.Select(provider => provider.Name));
    }

    [Fact]
    public void An_entry_may_leave_out_an_issuer_that_the_description_writes_out()
    {
        var issuers = From(("Issuers:buildkite:Provider", "buildkite"));

        var buildkite = issuers.Find("https://agent.buildkite.com")!;
        Assert.Equal("buildkite", buildkite.Provider);
        Assert.Null(buildkite.Pattern);
        Assert.Null(issuers.Find("https://agent.buildkite.com/"));
        Assert.Equal(buildkite, issuers.DefaultFor("buildkite"));
        Assert.Equal([.. Providers.All, "buildkite"], issuers.Offered.Select(provider => provider.Name));
    }

    [Fact]
    public void An_entry_without_an_issuer_accepts_what_matches_the_pattern_and_says_that_it_did()
    {
        var issuers = From(("Issuers:circle:Provider", "circleci"), ("Issuers:circle:MaxLifetime", "00:10:00"));

        var found = issuers.Find(CircleCi)!;
        Assert.Equal(("circle", CircleCi, TimeSpan.FromMinutes(10)), (found.Name, found.Issuer, found.MaxLifetime));
        Assert.NotNull(found.Pattern);
        Assert.Null(issuers.Find("https://oidc.circleci.com")!.Pattern);
        Assert.Null(issuers.DefaultFor("circleci"));
        Assert.Equal(["https://oidc.circleci.com/org/{organization}"], issuers.PatternsOf("circleci"));
        Assert.DoesNotContain(issuers.All, issuer => issuer.Pattern is not null);
    }

    [Theory]
    [InlineData("https://oidc.circleci.com/org")]
    [InlineData("https://oidc.circleci.com/org/")]
    [InlineData("https://oidc.circleci.com/org/a/b")]
    [InlineData("https://oidc.circleci.com.evil.example/org/a")]
    [InlineData("http://oidc.circleci.com/org/a")]
    public void What_does_not_match_the_pattern_is_not_accepted(string issuer) => Assert.Null(From(("Issuers:circle:Provider", "circleci")).Find(issuer));

    [Fact]
    public void An_entry_with_an_issuer_accepts_that_one_alone()
    {
        var issuers = From(("Issuers:circle:Provider", "circleci"), ("Issuers:circle:Issuer", CircleCi));

        Assert.Null(issuers.Find(CircleCi)!.Pattern);
        Assert.Equal(CircleCi, issuers.DefaultFor("circleci")!.Issuer);
        Assert.Null(issuers.Find("https://oidc.circleci.com/org/other"));
        Assert.Null(issuers.Find("https://oidc.circleci.com"));
    }

    [Theory]
    [InlineData("azure-devops", $"https://vstoken.dev.azure.com/{Organization}", "api://AzureADTokenExchange")]
    [InlineData("semaphore", "https://octo-org.semaphoreci.com", "https://octo-org.semaphoreci.com")]
    [InlineData("spacelift", "https://octo-org.app.spacelift.io", "octo-org.app.spacelift.io")]
    public void A_fixed_audience_comes_with_the_issuer_of_one_organisation(string provider, string issuer, string audience) =>
        Assert.Equal(audience, From(("Issuers:x:Provider", provider), ("Issuers:x:Issuer", issuer)).Find(issuer)!.Audience);

    [Theory]
    [InlineData("azure-devops")]
    [InlineData("semaphore")]
    [InlineData("spacelift")]
    public void A_fixed_audience_and_a_bare_pattern_are_refused(string provider) => Assert.Equal(
        $"Issuers:x:Issuer is missing: nobody can choose the audience of the provider {provider}, so the entry must name the issuer of one organisation.",
        Error(("Issuers:x:Provider", provider)));

    [Theory]
    [InlineData("buildkite", "https://agent.buildkite.com/", "Issuers:x:Issuer is no issuer of the provider buildkite, which are https://agent.buildkite.com.")]
    [InlineData("buildkite", "https://buildkite.example.org", "Issuers:x:Issuer is no issuer of the provider buildkite, which are https://agent.buildkite.com.")]
    [InlineData("azure-devops", "https://vstoken.dev.azure.com", "Issuers:x:Issuer is no issuer of the provider azure-devops, which are https://vstoken.dev.azure.com/{organization}.")]
    [InlineData("semaphore", "https://semaphoreci.com", "Issuers:x:Issuer is no issuer of the provider semaphore, which are https://{organization}.semaphoreci.com.")]
    [InlineData("forgejo", null, "Issuers:x:Issuer is missing: every installation of the provider forgejo has its own.")]
    [InlineData("forgejo", "https://token.actions.githubusercontent.com", "Issuers:x:Issuer is shared by all customers of another provider than forgejo.")]
    [InlineData("kubernetes", "https://AGENT.buildkite.com/", "Issuers:x:Issuer is shared by all customers of another provider than kubernetes.")]
    public void Refuses_an_issuer_that_is_not_the_provider_s(string provider, string? issuer, string message) =>
        Assert.Equal(message, Error(("Issuers:x:Provider", provider), ("Issuers:x:Issuer", issuer)));

    [Theory]
    [InlineData("https://aks.example.org/tenant/cluster/")]
    [InlineData("https://code.example.org/api/actions")]
    public void A_trailing_slash_is_part_of_the_issuer(string issuer)
    {
        var issuers = From(("Issuers:x:Provider", "kubernetes"), ("Issuers:x:Issuer", issuer));

        Assert.NotNull(issuers.Find(issuer));
        Assert.Null(issuers.Find(issuer.EndsWith('/') ? issuer[..^1] : issuer + "/"));
    }

    [Fact]
    public void Two_issuers_of_one_provider_are_nobody_s_default() => Assert.Null(From(
        ("Issuers:a:Provider", "kubernetes"), ("Issuers:a:Issuer", "https://a.example.org"),
        ("Issuers:b:Provider", "kubernetes"), ("Issuers:b:Issuer", "https://b.example.org")).DefaultFor("kubernetes"));

    [Fact]
    public void Refuses_patterns_that_compete() => Assert.StartsWith(
        "The issuer 'https://oidc.circleci.com/org/{organization}' is configured twice: Issuers:a, Issuers:b.",
        Error(("Issuers:a:Provider", "circleci"), ("Issuers:b:Provider", "circleci")), StringComparison.Ordinal);

    [Fact]
    public void An_issuer_that_is_written_out_wins_over_a_pattern()
    {
        var issuers = From(("Issuers:all:Provider", "circleci"), ("Issuers:ours:Provider", "circleci"), ("Issuers:ours:Issuer", CircleCi));

        Assert.Equal("ours", issuers.Find(CircleCi)!.Name);
        Assert.Equal("all", issuers.Find("https://oidc.circleci.com/org/other")!.Name);
    }

    [Fact]
    public void An_operator_s_own_description_is_read_from_the_folder()
    {
        File.WriteAllText(Path.Combine(folder, "jenkins.json"), Jenkins);
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "not a description");

        var issuers = From(("Providers:Descriptions", folder), ("Issuers:jenkins:Provider", "jenkins"), ("Issuers:jenkins:Issuer", "https://jenkins.example.org/oidc"));

        Assert.Equal("jenkins", issuers.Find("https://jenkins.example.org/oidc")!.Provider);
        Assert.Equal("jenkins", issuers.Offered[^1].Name);
    }

    [Fact]
    public void A_bad_description_stops_the_start_and_names_the_file_and_the_place()
    {
        File.WriteAllText(Path.Combine(folder, "jenkins.json"), Jenkins.Replace("exact", "regex", StringComparison.Ordinal));

        Assert.Equal(
            "Providers:Descriptions: jenkins.json: checks[0].compare must be one of exact, ignore_case, glob, one_of, contains.",
            Error(("Providers:Descriptions", folder)));
    }

    [Fact]
    public void A_description_of_a_name_that_is_taken_stops_the_start()
    {
        File.WriteAllText(Path.Combine(folder, "mine.json"), Jenkins.Replace("\"jenkins\"", "\"gitlab\"", StringComparison.Ordinal));

        Assert.Equal(
            "Providers:Descriptions: There are two providers of the name gitlab; an own description needs a name of its own.",
            Error(("Providers:Descriptions", folder)));
    }

    [Theory]
    [InlineData("relative/folder", "Providers:Descriptions must be an absolute path.")]
    [InlineData("/does/not/exist", "Providers:Descriptions: Could not find a part of the path '/does/not/exist'.")]
    public void A_folder_that_is_not_there_stops_the_start(string path, string message) => Assert.Equal(message, Error(("Providers:Descriptions", path)));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private const string Jenkins = """
        {
          "name": "jenkins",
          "display_name": "Jenkins",
          "introduction": "Trusts one job.",
          "self_hosted": true,
          "max_lifetime_minutes": 60,
          "title": "{job}",
          "fields": [
            { "name": "job", "label": "Job", "help": "The job's address.", "example": "https://jenkins.example.org/job/release/", "required": true, "max_length": 255, "characters": "text" }
          ],
          "checks": [ { "claim": "sub", "field": "job", "compare": "exact", "identity": true } ],
          "claims": [ { "name": "sub", "use": "checked", "record": "plain" } ]
        }
        """;

    private static IssuerDirectory From(params (string Key, string? Value)[] settings) =>
        IssuerDirectory.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build());

    private static string Error(params (string Key, string? Value)[] settings) =>
        Assert.Throws<InvalidOperationException>(() => From(settings)).Message;
}

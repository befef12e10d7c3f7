using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.Publishers.Lookup;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class LookupTests
{
    private const string Repository = """{"id":2002,"name":"sampleproject","full_name":"Octo-Org/SampleProject","owner":{"login":"Octo-Org","id":1001}}""";

    [Fact]
    public async Task Asks_github_without_any_secret_and_pins_what_it_says()
    {
        await using var api = await ProviderApi.StartAsync(Json(Repository));

        var registration = Accepted(await api.RegisterAsync(Registrations.GitHub()));

        Assert.Equal(["/api/v3/repos/octo-org/sampleproject"], api.Asked);
        Assert.Equal(PinnedBy.Lookup, registration.KnownIds?.How);
        Assert.Equal(PinRuleTests.Ids("repository_owner_id=1001,repository_id=2002"), registration.KnownIds?.Ids);
        Assert.Null(registration.LookupWarning);
    }

    [Fact]
    public async Task Asks_gitlab_for_the_whole_path_at_once()
    {
        await using var api = await ProviderApi.StartAsync(Json(
            """{"id":20,"path_with_namespace":"octo-group/octo-subgroup/sampleproject","namespace":{"id":72,"full_path":"octo-group/octo-subgroup"}}"""));

        var registration = Accepted(await api.RegisterAsync(Registrations.GitLab()));

        Assert.Equal(["/api/v4/projects/octo-group%2Focto-subgroup%2Fsampleproject"], api.Asked);
        Assert.Equal(PinRuleTests.Ids("namespace_id=72,project_id=20"), registration.KnownIds?.Ids);
    }

    [Theory]
    [InlineData("google")]
    [InlineData("activestate")]
    public async Task Does_not_ask_who_cannot_say(string provider)
    {
        await using var api = await ProviderApi.StartAsync(Json(Repository));

        Assert.Null(Accepted(await api.RegisterAsync(Registrations.Of(provider))).LookupWarning);
        Assert.Empty(api.Asked);
    }

    [Fact]
    public async Task Does_not_ask_for_another_issuer()
    {
        await using var api = await ProviderApi.StartAsync(Json(Repository));

        var refused = await api.RegisterAsync(Registrations.GitLab().With("issuer", "https://gitlab.example.com"));

        Assert.IsType<RegistrationOutcome.Refused>(refused);
        Assert.Empty(api.Asked);
    }

    [Theory]
    [InlineData(404, "ids_not_found")]
    [InlineData(301, "ids_not_found")]
    [InlineData(302, "ids_not_found")]
    [InlineData(307, "ids_not_found")]
    [InlineData(401, "ids_not_looked_up")]
    [InlineData(403, "ids_not_looked_up")]
    [InlineData(429, "ids_not_looked_up")]
    [InlineData(500, "ids_not_looked_up")]
    [InlineData(503, "ids_not_looked_up")]
    [InlineData(204, "ids_not_looked_up")]
    public async Task An_answer_without_ids_is_a_warning_and_no_refusal(int status, string code)
    {
        await using var api = await ProviderApi.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/api/v3/repositories/9999";
            if (status != 204)
            {
                await context.Response.WriteAsync(Repository);
            }
        });

        var registration = Accepted(await api.RegisterAsync(Registrations.GitHub()));

        Assert.Null(registration.KnownIds);
        Assert.Equal((code, "pinned_ids"), (registration.LookupWarning?.Code, registration.LookupWarning?.Field));
        Assert.Contains(registration.LookupWarning, registration.Warnings);
        Assert.Single(api.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"id":2002,"full_name":"octo-org/renamed","owner":{"id":1001}}""")]
    [InlineData("""{"id":"2002","full_name":"octo-org/sampleproject","owner":{"id":1001}}""")]
    [InlineData("""{"id":-2002,"full_name":"octo-org/sampleproject","owner":{"id":1001}}""")]
    [InlineData("""{"id":2002.5,"full_name":"octo-org/sampleproject","owner":{"id":1001}}""")]
    [InlineData("""{"id":2e3,"full_name":"octo-org/sampleproject","owner":{"id":1001}}""")]
    [InlineData("""{"id":0,"full_name":"octo-org/sampleproject","owner":{"id":1001}}""")]
    [InlineData("""{"id":2002,"full_name":"octo-org/sampleproject","owner":null}""")]
    [InlineData("""{"id":2002,"full_name":"octo-org/sampleproject","owner":[{"id":1001}]}""")]
    [InlineData("""{"id":2002,"full_name":"octo-org/sampleproject"}""")]
    [InlineData("""{"id":2002,"full_name":7,"owner":{"id":1001}}""")]
    [InlineData("""{"id":2002,"owner":{"id":1001}}""")]
    public async Task An_answer_that_is_no_such_repository_is_none(string body)
    {
        await using var api = await ProviderApi.StartAsync(Json(body));

        var registration = Accepted(await api.RegisterAsync(Registrations.GitHub()));

        Assert.Null(registration.KnownIds);
        Assert.Equal("ids_not_looked_up", registration.LookupWarning?.Code);
    }

    [Fact]
    public async Task A_huge_answer_is_not_read()
    {
        await using var api = await ProviderApi.StartAsync(async context =>
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            for (var i = 0; i < 8; i++)
            {
                await context.Response.Body.WriteAsync(blanks);
            }

            await context.Response.WriteAsync(Repository);
        });

        Assert.Equal("ids_not_looked_up", Accepted(await api.RegisterAsync(Registrations.GitHub())).LookupWarning?.Code);
    }

    [Fact]
    public async Task A_slow_answer_is_not_waited_for()
    {
        await using var api = await ProviderApi.StartAsync(async context =>
        {
            await context.Response.StartAsync();
            await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        Assert.Equal("ids_not_looked_up", Accepted(await api.RegisterAsync(Registrations.GitHub())).LookupWarning?.Code);
    }

    [Theory]
    [InlineData("1001", "2002", "")]
    [InlineData("1001", "3003", "pinned_ids.repository_id")]
    [InlineData("1002", "3003", "pinned_ids.repository_id pinned_ids.repository_owner_id")]
    public async Task Given_ids_must_agree_with_what_the_provider_says(string owner, string repository, string wrong)
    {
        await using var api = await ProviderApi.StartAsync(Json(Repository));

        var outcome = await api.RegisterAsync(
            Registrations.GitHub().With("pinned_ids.repository_owner_id", owner).With("pinned_ids.repository_id", repository));

        var errors = outcome is RegistrationOutcome.Refused refused ? refused.Errors.ToDictionary().Keys.Order() : Enumerable.Empty<string>();
        Assert.Equal(wrong, string.Join(' ', errors));
    }

    [Fact]
    public async Task Given_ids_count_unchecked_where_the_provider_says_nothing()
    {
        await using var api = await ProviderApi.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });

        var registration = Accepted(await api.RegisterAsync(
            Registrations.GitHub().With("pinned_ids.repository_owner_id", "1001").With("pinned_ids.repository_id", "2002")));

        Assert.Equal(PinnedBy.Given, registration.KnownIds?.How);
        Assert.Equal("GitHub Actions shows no public repository or project of this name. The ids that were given count, unchecked.", registration.LookupWarning?.Message);
    }

    [Theory]
    [InlineData("github", "http://api.github.com", true)]
    [InlineData("github", "http://127.0.0.1:8083/github/api", false)]
    [InlineData("github", "api.github.com", true)]
    [InlineData("github", "https://api.github.com?x=1", true)]
    [InlineData("github", "https://api.github.com#x", true)]
    [InlineData("github", "https://user:secret@api.github.com", true)]
    [InlineData("github", "file:///etc/passwd", true)]
    [InlineData("google", "https://www.googleapis.com", true)]
    [InlineData("activestate", "https://platform.activestate.com", true)]
    public void A_wrong_address_stops_the_start(string issuer, string address, bool isDevelopment)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Issuers:{issuer}:ApiBaseUrl", address)]).Build();

        Assert.Throws<InvalidOperationException>(() => ProviderApis.From(configuration, IssuerDirectory.From(configuration), isDevelopment));
    }

    private static Registration Accepted(RegistrationOutcome outcome) => Assert.IsType<RegistrationOutcome.Accepted>(outcome).Registration;

    private static RequestDelegate Json(string body) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };
}

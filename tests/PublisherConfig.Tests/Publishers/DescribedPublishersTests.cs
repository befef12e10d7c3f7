using System.Net;
using System.Text;
using System.Text.Json;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

/// <summary>Publishers of providers that are described by data: form, API and OpenAPI document are made from the description.</summary>
public sealed class DescribedPublishersTests(PostgresServer postgres, RabbitMqServer rabbitMq) : IAsyncLifetime
{
    private const string Organization = "5034460f-c7c4-4c43-9457-de07e2029e7b";
    private const string Project = "0e1d6c1b-9a4e-4b1c-8f53-1f5a0cdbb0d2";
    private const string Issuer = $"https://oidc.circleci.com/org/{Organization}";

    private readonly PublisherService service = new(postgres, rabbitMq)
    {
        Further = [("Issuers:circle:Provider", "circleci"), ("Issuers:bk:Provider", "buildkite")],
    };

    public ValueTask InitializeAsync() => service.InitializeAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Takes_a_publisher_of_an_issuer_that_matches_the_pattern()
    {
        var (project, _) = await service.CreateProjectAsync();

        var added = await service.PostAsync($"/api/projects/{project}/publishers", Registration(Issuer));

        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal((Issuer, Organization, "none"), (added.Text("issuer"), added.Text("organization_id"), added.Text("pin_state")));
        Assert.Equal("context_id_missing", added.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        var fed = (await service.ChangesAsync("?after=0")).GetProperty("publishers").EnumerateArray().Single();
        Assert.Equal(
            ("circleci", Issuer, Project),
            (fed.GetProperty("provider").GetString(), fed.GetProperty("issuer").GetString(), fed.GetProperty("fields").GetProperty("project_id").GetString()));
    }

    [Theory]
    [InlineData("", "Give the issuer, byte for byte as in the ID tokens: https://oidc.circleci.com, https://oidc.circleci.com/org/{organization}.")]
    [InlineData(Issuer + "/", "This is not an issuer of the provider circleci that is configured here, byte for byte: https://oidc.circleci.com, https://oidc.circleci.com/org/{organization}.")]
    [InlineData("https://oidc.circleci.com.evil.example/org/a", "This is not an issuer of the provider circleci that is configured here, byte for byte: https://oidc.circleci.com, https://oidc.circleci.com/org/{organization}.")]
    [InlineData("https://agent.buildkite.com", "This is not an issuer of the provider circleci that is configured here, byte for byte: https://oidc.circleci.com, https://oidc.circleci.com/org/{organization}.")]
    public async Task Refuses_an_issuer_that_is_none_of_the_provider_s(string issuer, string message)
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await service.PostAsync($"/api/projects/{project}/publishers", Registration(issuer));

        refused.IsProblem(
            HttpStatusCode.UnprocessableEntity, "invalid_publisher", "The publisher is not valid.", JsonSerializer.Serialize(new { issuer = new[] { message } }));
    }

    [Fact]
    public async Task Says_what_is_wrong_with_described_fields()
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await service.PostAsync(
            $"/api/projects/{project}/publishers",
            """{"provider":"buildkite","organization":"octo org","step":"publish","environment":"release"}""");

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_publisher", "The publisher is not valid.", """
            {
              "organization": ["A blank is not allowed here: use ASCII letters, digits and -_.."],
              "pipeline": ["Fill in \"Pipeline slug\"."],
              "environment": ["A publisher of the provider buildkite has no such field. Its fields are organization, pipeline, step, organization_id, pipeline_id, branches, tags, sources, runner_environment."]
            }
            """);
    }

    [Fact]
    public async Task The_form_shows_the_described_fields_and_only_providers_with_an_issuer()
    {
        var (project, _) = await service.CreateProjectAsync();
        using var browser = await service.SignedInBrowserAsync();

        var form = await browser.GetAsync($"/projects/{project}?provider=circleci");
        var added = await browser.SubmitAsync(
            $"/projects/{project}?provider=circleci", $"/projects/{project}", ("organization_id", Organization.ToUpperInvariant()), ("project_id", Project), ("issuer", Issuer));

        Assert.Contains("GitHub Actions GitLab CI/CD Google Cloud ActiveState Buildkite CircleCI Trusts the jobs of one project on CircleCI.", form.Text, StringComparison.Ordinal);
        Assert.Contains("placeholder=\"https://oidc.circleci.com/org/{organization}\"", form.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Spacelift", form.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, added.Status);
        Assert.Contains($"{Organization}/{Project} can publish", (await browser.GetAsync(added.Location!.Split('#')[0])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_an_emergency_a_described_provider_can_be_named_too()
    {
        var byProvider = await service.PostAsync("/api/emergency/revocations", """{"reason":"INC-1","provider":"circleci"}""");
        var byIssuer = await DistrustAsync(Issuer);
        var invented = await DistrustAsync("https://oidc.circleci.com/org/a/b");

        Assert.Equal(HttpStatusCode.OK, byProvider.Status);
        Assert.Equal((HttpStatusCode.Created, Issuer), (byIssuer.Status, byIssuer.Text("issuer")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invented.Status);
    }

    [Fact]
    public async Task The_OpenAPI_document_has_a_schema_for_each_provider_with_an_issuer()
    {
        var schemas = (await service.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");

        Assert.True(schemas.TryGetProperty("NewPublisherOf_circleci", out var circleCi));
        Assert.Equal(36, circleCi.GetProperty("properties").GetProperty("organization_id").GetProperty("maxLength").GetInt32());
        Assert.True(schemas.TryGetProperty("NewPublisherOf_buildkite", out _));
        Assert.False(schemas.TryGetProperty("NewPublisherOf_spacelift", out _));
    }

    private async Task<Answer> DistrustAsync(string issuer) => await Answer.OfAsync(await service.Admin.PutAsync(
        "/api/emergency/distrust-issuer",
        new StringContent(JsonSerializer.Serialize(new { reason = "INC-1", issuer }), Encoding.UTF8, "application/json")));

    private static string Registration(string issuer) =>
        JsonSerializer.Serialize(new { provider = "circleci", organization_id = Organization, project_id = Project, issuer });
}

using System.Text.Json;

namespace TrustedPublishing.PublisherConfig.Tests.Api;

public sealed class ManagementDocumentTests(PublisherService service) : IClassFixture<PublisherService>, IAsyncLifetime
{
    private JsonElement document;

    public async ValueTask InitializeAsync() => document = JsonElement.Parse(await service.Anonymous.GetStringAsync("/openapi/v1.json"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Describes_every_management_route_and_nothing_internal()
    {
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(o => o.Name != "parameters").Select(o => $"{o.Name} {path.Name}")).Order();

        Assert.Equal(
            [
                "delete /api/emergency/{id}",
                "delete /api/projects/{name}/invitations/{id}",
                "delete /api/projects/{name}/members/{id}",
                "delete /api/projects/{name}/publishers/{id}",
                "get /api/emergency",
                "get /api/projects",
                "get /api/projects/{name}",
                "get /api/projects/{name}/invitations",
                "get /api/projects/{name}/members",
                "get /api/projects/{name}/publishers/{id}",
                "post /api/emergency/revocations",
                "post /api/projects",
                "post /api/projects/{name}/invitations",
                "post /api/projects/{name}/publishers",
                "post /api/projects/{name}/publishers/explain",
                "put /api/emergency/{kind}",
                "put /api/projects/{name}/members/{id}",
            ],
            operations);
    }

    [Theory]
    [InlineData("github", "NewPublisherOfGitHub", "provider repository_owner repository_name workflow_filename",
        "environment refs events runner_environment calling_workflow_filename workflow_repository workflow_repository_refs issuer pinned_ids")]
    [InlineData("gitlab", "NewPublisherOfGitLab", "provider namespace project workflow_filepath", "environment refs ref_protected issuer pinned_ids")]
    [InlineData("google", "NewPublisherOfGoogle", "provider email", "sub issuer pinned_ids")]
    [InlineData("activestate", "NewPublisherOfActiveState", "provider organization project actor", "issuer pinned_ids")]
    public void Describes_the_body_of_every_provider(string provider, string schema, string required, string optional)
    {
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var body = schemas.GetProperty(schema);

        Assert.Equal(
            $"#/components/schemas/{schema}",
            schemas.GetProperty("NewPublisher").GetProperty("discriminator").GetProperty("mapping").GetProperty(provider).GetString());
        Assert.Equal(required.Split(' ').Order(), body.GetProperty("required").EnumerateArray().Select(r => r.GetString()).Order());
        Assert.Equal(
            required.Split(' ').Concat(optional.Split(' ')).Order(), body.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order());
        Assert.False(body.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public async Task Shows_examples_that_the_service_accepts()
    {
        var examples = document.GetProperty("paths").GetProperty("/api/projects/{name}/publishers").GetProperty("post")
            .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("examples");
        var (project, _) = await service.CreateProjectAsync();

        Assert.Equal(4, examples.EnumerateObject().Count());
        foreach (var example in examples.EnumerateObject())
        {
            await service.AddPublisherAsync(project, example.Value.GetProperty("value").GetRawText());
        }
    }

    [Theory]
    [InlineData("/api/projects", "post", "201 400 401 409 413 415 422 503")]
    [InlineData("/api/projects", "get", "200 400 401 503")]
    [InlineData("/api/projects/{name}", "get", "200 401 404 503")]
    [InlineData("/api/projects/{name}/publishers", "post", "201 400 401 404 409 413 415 422 503")]
    [InlineData("/api/projects/{name}/publishers/{id}", "get", "200 401 404 503")]
    [InlineData("/api/projects/{name}/publishers/{id}", "delete", "204 401 404 503")]
    [InlineData("/api/projects/{name}/members", "get", "200 401 404 503")]
    [InlineData("/api/projects/{name}/members/{id}", "put", "204 400 401 404 409 413 415 422 503")]
    [InlineData("/api/projects/{name}/members/{id}", "delete", "204 401 404 409 503")]
    [InlineData("/api/projects/{name}/invitations", "get", "200 401 404 503")]
    [InlineData("/api/projects/{name}/invitations", "post", "201 400 401 404 409 413 415 422 503")]
    [InlineData("/api/projects/{name}/invitations/{id}", "delete", "204 401 404 503")]
    [InlineData("/api/emergency", "get", "200 401 503")]
    [InlineData("/api/emergency/{kind}", "put", "200 201 400 401 404 413 415 422 503")]
    [InlineData("/api/emergency/{id}", "delete", "204 400 401 404 503")]
    [InlineData("/api/emergency/revocations", "post", "200 400 401 413 415 422 503")]
    public void Names_every_answer(string path, string method, string statuses) => Assert.Equal(
        statuses.Split(' '), document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").EnumerateObject().Select(r => r.Name).Order());

    [Fact]
    public void Says_that_a_publisher_is_answered_with_its_providers_fields()
    {
        var answer = document.GetProperty("components").GetProperty("schemas").GetProperty("PublisherResponse");

        Assert.Equal(
            ["null", "string"], answer.GetProperty("additionalProperties").GetProperty("type").EnumerateArray().Select(t => t.GetString()).Order());
    }

    [Fact]
    public void Asks_for_the_admin_token()
    {
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("adminToken").GetProperty("scheme").GetString());
        Assert.Equal("""[{"adminToken":[]}]""", document.GetProperty("security").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }
}

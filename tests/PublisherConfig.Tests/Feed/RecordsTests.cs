using System.Text.Json.Nodes;

namespace TrustedPublishing.PublisherConfig.Tests.Feed;

public sealed class RecordsTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Theory]
    [InlineData(
        """{"provider":"github","repository_owner":"octo-org","repository_name":"sampleproject","workflow_filename":"release.yml","environment":"pypi"}""",
        """ "provider":"github","issuer":"https://token.actions.githubusercontent.com","registration":{"workflow_filename":"release.yml","environment":"pypi"},"personal":{"repository_owner":"octo-org","repository_name":"sampleproject"} """)]
    [InlineData(
        """{"provider":"gitlab","namespace":"octo","project":"sampleproject","workflow_filepath":".gitlab-ci.yml"}""",
        """ "provider":"gitlab","issuer":"https://gitlab.com","registration":{"workflow_filepath":".gitlab-ci.yml"},"personal":{"namespace":"octo","project":"sampleproject"} """)]
    [InlineData(
        """{"provider":"google","email":"publisher@my-project.iam.gserviceaccount.com"}""",
        """ "provider":"google","issuer":"https://accounts.google.com","registration":{},"personal":{"email":"publisher@my-project.iam.gserviceaccount.com"} """)]
    [InlineData(
        """{"provider":"activestate","organization":"octo-org","project":"sampleproject","actor":"octo-user"}""",
        """ "provider":"activestate","issuer":"https://platform.activestate.com/api/v1/oauth/oidc","registration":{},"personal":{"organization":"octo-org","project":"sampleproject","actor":"octo-user"} """)]
    public async Task Tells_every_change_on_the_bus(string registration, string members)
    {
        var (project, projectId) = await service.CreateProjectAsync();
        var publisherId = await service.AddPublisherAsync(project, registration);
        await service.DeleteAsync($"/api/projects/{project}/publishers/{publisherId}");

        var records = await service.Records.OfProjectAsync(projectId, 3);

        Assert.Equal(["ProjectCreated", "PublisherAdded", "PublisherRemoved"], records.Select(r => r.GetProperty("type").GetString()));
        var first = records[0].GetProperty("body").GetProperty("revision").GetInt64();
        var projectRef = $$"""{"id":"{{projectId}}","name":"{{project}}"}""";
        string[] bodies =
        [
            $$"""{"project":{{projectRef}},"revision":{{first}},"by":"admin-token"}""",
            $$"""{"publisher_id":"{{publisherId}}","project":{{projectRef}},"revision":{{first + 1}},"by":"admin-token",{{members}}}""",
            $$"""{"publisher_id":"{{publisherId}}","project":{{projectRef}},"revision":{{first + 2}},"by":"admin-token",{{members}}}""",
        ];
        Assert.All(records.Zip(bodies), pair => Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(pair.Second), JsonNode.Parse(pair.First.GetProperty("body").GetRawText())),
            $"Expected {pair.Second}\nbut was {pair.First}"));
        Assert.Equal(3, records.Select(r => r.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.All(records, record => Assert.NotNull(record.GetProperty("traceParent").GetString()));
    }

    [Fact]
    public async Task Says_nothing_about_what_was_refused()
    {
        var (project, projectId) = await service.CreateProjectAsync();
        await service.PostAsync("/api/projects", $$"""{"name":"{{project}}"}""");
        await service.PostAsync($"/api/projects/{project}/publishers", """{"provider":"github"}""");
        await service.DeleteAsync($"/api/projects/{project}/publishers/{Guid.CreateVersion7()}");
        await service.AddPublisherAsync(project, """{"provider":"google","email":"last@my-project.iam.gserviceaccount.com"}""");

        var records = await service.Records.OfProjectAsync(projectId, 2);

        Assert.Equal(["ProjectCreated", "PublisherAdded"], records.Select(r => r.GetProperty("type").GetString()));
    }
}

using System.Net;
using System.Text.Json;
using TrustedPublishing.PublisherConfig.Tests.Publishers;

namespace TrustedPublishing.PublisherConfig.Tests.Feed;

public sealed class ChangesTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Fact]
    public async Task Leaves_out_fields_that_were_left_out()
    {
        var (project, _) = await service.CreateProjectAsync();
        var id = await service.AddPublisherAsync(project, """{"provider":"google","email":"publisher@my-project.iam.gserviceaccount.com","sub":""}""");

        var publisher = Assert.Single(await PublishersAsync(), p => p.GetProperty("id").GetString() == id);

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"email":"publisher@my-project.iam.gserviceaccount.com"}"""), publisher.GetProperty("fields")));
    }

    [Theory]
    [InlineData("?after=-1", """{"after":["This is a revision: 0 or more."]}""")]
    [InlineData("?after=x&limit=0", """{"after":["This is a revision: 0 or more."],"limit":["A page has 1 to 1000 publishers."]}""")]
    [InlineData("?after=9223372036854775808", """{"after":["This is a revision: 0 or more."]}""")]
    [InlineData("?limit=1001", """{"limit":["A page has 1 to 1000 publishers."]}""")]
    [InlineData("?limit=", """{"limit":["A page has 1 to 1000 publishers."]}""")]
    public async Task Refuses_another_query(string query, string errors)
    {
        var refused = await Answer.OfAsync(await service.Exchange.GetAsync($"/internal/publishers/changes{query}"));

        refused.IsProblem(HttpStatusCode.BadRequest, "invalid_query", "The query is not valid.", errors);
    }

    [Fact]
    public async Task Makes_one_publisher_of_equal_registrations_that_arrive_at_once()
    {
        var (project, _) = await service.CreateProjectAsync();
        var registration = PublishersApiTests.GitHub();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => service.PostAsync($"/api/projects/{project}/publishers", registration)));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(15, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Single(await PublishersAsync(), p => p.GetProperty("projects").EnumerateArray().Any(r => r.GetProperty("name").GetString() == project));
    }

    [Fact]
    public async Task Attaches_both_projects_to_one_publisher_when_both_register_it_at_once()
    {
        var projects = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.CreateProjectAsync()));
        var registration = PublishersApiTests.GitHub();

        var ids = await Task.WhenAll(projects.Select(project => service.AddPublisherAsync(project.Name, registration)));

        Assert.Single(ids.Distinct());
        var publisher = Assert.Single(await PublishersAsync(), p => p.GetProperty("id").GetString() == ids[0]);
        Assert.Equal(8, publisher.GetProperty("projects").GetArrayLength());
    }

    private async Task<IEnumerable<JsonElement>> PublishersAsync() => (await service.ChangesAsync("")).GetProperty("publishers").EnumerateArray();
}

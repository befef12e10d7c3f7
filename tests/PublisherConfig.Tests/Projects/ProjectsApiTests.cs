using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TrustedPublishing.PublisherConfig.Tests.Projects;

public sealed class ProjectsApiTests(PublisherService service) : IClassFixture<PublisherService>
{
    [Fact]
    public async Task Creates_a_project()
    {
        var suffix = Guid.NewGuid().ToString("N");

        var created = await service.PostAsync("/api/projects", $$"""{"name":" Sample.{{suffix}} "}""");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("application/json", created.ContentType);
        Assert.Equal($"/api/projects/sample-{suffix}", created.Location);
        Assert.Equal(7, Guid.Parse(created.Text("id")).Version);
        created.HasBody($$"""
            {"id":"{{created.Text("id")}}","name":"Sample.{{suffix}}","normalized_name":"sample-{{suffix}}","created_at":"{{created.Text("created_at")}}","publishers":[]}
            """);
        Assert.Equal(created.Body, (await service.GetAsync(created.Location!)).Body);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("PROJECT_{1}")]
    [InlineData("project.-_{1}")]
    [InlineData("%20Project.{1}%0a")]
    public async Task Finds_a_project_in_any_spelling(string spelling)
    {
        var (name, id) = await service.CreateProjectAsync();

        var found = await service.GetAsync("/api/projects/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, name, name["project-".Length..]));

        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Equal(id, found.Text("id"));
    }

    [Theory]
    [InlineData("no-such-project")]
    [InlineData("not%20a%20name")]
    [InlineData("..%2f..%2fetc")]
    [InlineData("%ff")]
    public async Task Knows_nothing_of_other_names(string name)
    {
        var found = await service.GetAsync($"/api/projects/{name}");

        found.IsProblem(HttpStatusCode.NotFound, "project_not_found", "There is no project of this name.");
    }

    [Fact]
    public async Task Refuses_a_name_that_is_taken_in_another_spelling()
    {
        var (name, _) = await service.CreateProjectAsync();

        var again = await service.PostAsync("/api/projects", $$"""{"name":"{{name.Replace('-', '.').ToUpperInvariant()}}"}""");

        again.IsProblem(HttpStatusCode.Conflict, "project_exists", $"There is a project {name} already.");
    }

    [Theory]
    [InlineData("""{}""", """{"name":["Give the project a name."]}""")]
    [InlineData("""{"name":null}""", """{"name":["Give the project a name."]}""")]
    [InlineData("""{"name":"-x"}""", """{"name":["A project's name starts and ends with a letter or a digit."]}""")]
    [InlineData("""{"name":"sаmple"}""", """{"name":["A project's name consists of ASCII letters, digits, '.', '_' and '-'."]}""")]
    [InlineData("""{"name":"a\u0000b"}""", """{"name":["A project's name consists of ASCII letters, digits, '.', '_' and '-'."]}""")]
    [InlineData("""{"name":7}""", """{"name":["This must be a string."]}""")]
    [InlineData("""{"name":["a"]}""", """{"name":["This must be a string."]}""")]
    [InlineData("""{"Name":"a"}""", """{"name":["Give the project a name."],"Name":["A project has no such field. Its field is name."]}""")]
    [InlineData("""{"name":"fine","owner":1}""", """{"owner":["A project has no such field. Its field is name."]}""")]
    public async Task Refuses_what_is_no_project(string body, string errors)
    {
        var refused = await service.PostAsync("/api/projects", body);

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_project", "The project is not valid.", errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":")]
    [InlineData("[\"name\"]")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}")]
    public async Task Refuses_what_is_no_JSON_object(string body)
    {
        var refused = await service.PostAsync("/api/projects", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("malformed_json", refused.Text("code"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Refuses_another_media_type(string? mediaType)
    {
        using var content = new ByteArrayContent("""{"name":"a"}"""u8.ToArray());
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);

        var refused = await Answer.OfAsync(await service.Admin.PostAsync("/api/projects", content));

        refused.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "Send the body as application/json.");
    }

    [Theory]
    [InlineData(17_000, false)]
    [InlineData(17_000, true)]
    [InlineData(70_000, false)]
    [InlineData(70_000, true)]
    public async Task Refuses_a_body_that_is_too_large(int length, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/projects");
        request.Content = new StringContent($$"""{"name":"a","x":"{{new string('x', length)}}"}""", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;

        var refused = await Answer.OfAsync(await service.Admin.SendAsync(request));

        refused.IsProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large", "The body has at most 16384 bytes.");
    }

    [Fact]
    public async Task Lists_projects_page_by_page_in_the_order_of_their_names()
    {
        var mark = Guid.NewGuid().ToString("N");
        foreach (var letter in new[] { "c", "A", "b" })
        {
            await service.PostAsync("/api/projects", $$"""{"name":"{{letter}}.{{mark}}"}""");
        }

        var first = await service.GetAsync($"/api/projects?search={mark.ToUpperInvariant()}&limit=2");

        var projects = first.Json.GetProperty("projects");
        first.HasBody($$"""
            {"projects":[
                {"id":"{{projects[0].GetProperty("id").GetString()}}","name":"A.{{mark}}","normalized_name":"a-{{mark}}","created_at":"{{projects[0].GetProperty("created_at").GetString()}}","publisher_count":0},
                {"id":"{{projects[1].GetProperty("id").GetString()}}","name":"b.{{mark}}","normalized_name":"b-{{mark}}","created_at":"{{projects[1].GetProperty("created_at").GetString()}}","publisher_count":0}],
             "total":3,
             "next":"/api/projects?after=b-{{mark}}&limit=2&search={{mark.ToUpperInvariant()}}"}
            """);
        var last = await service.GetAsync(first.Text("next"));
        Assert.Equal($"c-{mark}", Assert.Single(last.Json.GetProperty("projects").EnumerateArray()).GetProperty("normalized_name").GetString());
        Assert.Null(last.Json.GetProperty("next").GetString());
    }

    [Theory]
    [InlineData("search=%25")]
    [InlineData("search=%5C")]
    [InlineData("search=%00")]
    [InlineData("search=%27%3B--")]
    [InlineData("search=no-such-project-anywhere")]
    [InlineData("after=%00")]
    [InlineData("after=%ff%fe")]
    public async Task Finds_nothing_for_text_that_is_in_no_name(string query)
    {
        var found = await service.GetAsync($"/api/projects?{query}");

        Assert.Equal(HttpStatusCode.OK, found.Status);
        found.HasBody("""{"projects":[],"total":0,"next":null}""");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("201")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public async Task Refuses_a_page_of_another_size(string limit)
    {
        var refused = await service.GetAsync($"/api/projects?limit={limit}");

        refused.IsProblem(HttpStatusCode.BadRequest, "invalid_query", "The query is not valid.", """{"limit":["A page has 1 to 200 projects."]}""");
    }

    [Fact]
    public async Task Answers_with_a_problem_where_there_is_nothing()
    {
        (await service.GetAsync("/api/nothing")).IsProblem(HttpStatusCode.NotFound, "not_found", "There is nothing at this address.");
        (await service.DeleteAsync("/api/projects")).IsProblem(
            HttpStatusCode.MethodNotAllowed, "method_not_allowed", "This address does not take this method.");
    }
}

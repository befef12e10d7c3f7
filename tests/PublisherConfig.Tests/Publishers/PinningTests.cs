using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.ServiceDefaults.Internal;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class PinningTests(PublisherService service) : IClassFixture<PublisherService>
{
    private const string Ids = """{"repository_owner_id":"1001","repository_id":"2002"}""";
    private const string OtherIds = """{"repository_owner_id":"1001","repository_id":"3003"}""";

    [Fact]
    public async Task The_first_ids_pin_and_the_same_may_come_again()
    {
        var (project, projectId) = await service.CreateProjectAsync();
        var id = await service.AddPublisherAsync(project, PublishersApiTests.GitHub());

        var pinned = await PinAsync(id, Ids);
        var again = await PinAsync(id, """{"repository_id":"2002","repository_owner_id":"1001"}""");

        Assert.Equal(HttpStatusCode.OK, pinned.Status);
        var revision = pinned.Json.GetProperty("revision").GetInt64();
        pinned.HasBody($$"""{"id":"{{id}}","revision":{{revision}},"pinned_ids":{{Ids}}}""");
        Assert.Equal(pinned.Body, again.Body);
        var changed = await ChangeAsync(id);
        Assert.Equal(revision, changed.GetProperty("revision").GetInt64());
        Assert.Equal("2002", changed.GetProperty("pinned_ids").GetProperty("repository_id").GetString());
        Assert.False(changed.TryGetProperty("pin_until", out _));
        var shown = await service.GetAsync($"/api/projects/{project}/publishers/{id}");
        Assert.Equal("pinned", shown.Text("pin_state"));
        Assert.Equal("first_use", shown.Text("pinned_by"));
        var records = await service.Records.OfProjectAsync(projectId, 3);
        Assert.Equal(["ProjectCreated", "PublisherAdded", "PublisherPinned"], records.Select(r => r.GetProperty("type").GetString()));
        var expected = $$"""
            {"publisher_id":"{{id}}","projects":[{"id":"{{projectId}}","name":"{{project}}"}],"provider":"github",
             "issuer":"https://token.actions.githubusercontent.com","revision":{{revision}},"how":"first_use","id_token_digest":"{{Digest}}","ids":{{Ids}},"personal":{} }
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(records[2].GetProperty("body").GetRawText())), $"Expected {expected}\nbut was {records[2]}");
    }

    [Fact]
    public async Task Other_ids_are_a_conflict_and_change_nothing()
    {
        var id = await AddAsync();
        await PinAsync(id, Ids);
        var before = (await ChangeAsync(id)).GetRawText();

        (await PinAsync(id, OtherIds)).IsProblem(HttpStatusCode.Conflict, "pinned_otherwise", "The publisher is pinned to other ids.");

        Assert.Equal(before, (await ChangeAsync(id)).GetRawText());
    }

    [Fact]
    public async Task Of_many_that_pin_at_once_one_wins()
    {
        var id = await AddAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => PinAsync(id, $$"""{"repository_owner_id":"1001","repository_id":"{{2000 + (i % 4)}}"}""")));

        var winners = answers.Where(answer => answer.Status == HttpStatusCode.OK).ToList();
        Assert.Equal(4, winners.Count);
        Assert.Single(winners.Select(answer => answer.Body).Distinct());
        Assert.All(answers.Except(winners), answer => answer.IsProblem(HttpStatusCode.Conflict, "pinned_otherwise", "The publisher is pinned to other ids."));
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.Conflict)]
    [InlineData(0, HttpStatusCode.Conflict)]
    [InlineData(60, HttpStatusCode.OK)]
    public async Task After_the_window_nothing_pins_it(int secondsLeft, HttpStatusCode status)
    {
        var id = await AddAsync();
        await EndWindowAsync(id, secondsLeft);

        var answer = await PinAsync(id, Ids);

        Assert.Equal(status, answer.Status);
        if (status == HttpStatusCode.Conflict)
        {
            answer.IsProblem(status, "pin_window_over", "The publisher was not pinned in time.");
            Assert.Equal("{}", (await ChangeAsync(id)).GetProperty("pinned_ids").GetRawText());
        }
    }

    [Theory]
    [InlineData("""{"repository_id":"2002"}""")]
    [InlineData("""{"repository_owner_id":"1001","repository_id":"2002","actor_id":"7"}""")]
    [InlineData("""{"namespace_id":"72","project_id":"20"}""")]
    [InlineData("{}")]
    public async Task Ids_of_another_kind_are_refused(string ids)
    {
        var id = await AddAsync();

        (await PinAsync(id, ids)).IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_ids", "A publisher of the provider github is pinned to other claims.");

        Assert.Equal("{}", (await ChangeAsync(id)).GetProperty("pinned_ids").GetRawText());
    }

    [Fact]
    public async Task An_unknown_publisher_and_an_unknown_caller_pin_nothing()
    {
        var id = await AddAsync();

        (await PinAsync($"{Guid.CreateVersion7()}", Ids)).IsProblem(HttpStatusCode.NotFound, "publisher_not_found", "No publisher with this id stands for the project.");
        using var stranger = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Exchange.BaseAddress!, $"/internal/publishers/{id}/pin"))
        {
            Content = JsonContent.Create(new { ids = JsonNode.Parse(Ids) }),
        };
        Assert.Equal(HttpStatusCode.Unauthorized, (await Answer.OfAsync(await service.Anonymous.SendAsync(stranger))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.PostAsync($"/internal/publishers/{id}/pin", $$"""{"ids":{{Ids}}}""")).Status);
        Assert.Equal("{}", (await ChangeAsync(id)).GetProperty("pinned_ids").GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"ids":null}""")]
    [InlineData("""{"ids":{"repository_owner_id":1001,"repository_id":"2002"}}""")]
    public async Task A_malformed_pin_is_refused(string body)
    {
        var id = await AddAsync();

        var answer = await Answer.OfAsync(await service.Exchange.PostAsync(
            $"/internal/publishers/{id}/pin", new StringContent(body, System.Text.Encoding.UTF8, "application/json")));

        Assert.InRange((int)answer.Status, 400, 422);
        Assert.Equal("{}", (await ChangeAsync(id)).GetProperty("pinned_ids").GetRawText());
    }

    [Fact]
    public async Task A_publisher_that_was_not_pinned_in_time_is_never_joined()
    {
        var repository = Guid.NewGuid().ToString("N");
        var (project, _) = await service.CreateProjectAsync();
        var (later, _) = await service.CreateProjectAsync();
        var lapsed = await service.AddPublisherAsync(project, PublishersApiTests.GitHub(repository));
        await EndWindowAsync(lapsed, -1);

        // To its own project it is still the same publisher.
        Assert.Equal(HttpStatusCode.Conflict, (await service.PostAsync($"/api/projects/{project}/publishers", PublishersApiTests.GitHub(repository))).Status);
        var fresh = await service.AddPublisherAsync(later, PublishersApiTests.GitHub(repository));

        Assert.NotEqual(lapsed, fresh);
        Assert.Equal("pending", (await service.GetAsync($"/api/projects/{later}/publishers/{fresh}")).Text("pin_state"));
        Assert.Equal("window_over", (await service.GetAsync($"/api/projects/{project}/publishers/{lapsed}")).Text("pin_state"));
        (await PinAsync(lapsed, Ids)).IsProblem(HttpStatusCode.Conflict, "pin_window_over", "The publisher was not pinned in time.");

        // Its owner removes it and adds it again.
        await service.DeleteAsync($"/api/projects/{project}/publishers/{lapsed}");
        Assert.Equal(fresh, await service.AddPublisherAsync(project, PublishersApiTests.GitHub(repository)));
    }

    [Fact]
    public async Task A_pinned_publisher_is_joined_by_the_same_names_and_not_by_other_ids()
    {
        var repository = Guid.NewGuid().ToString("N");
        var id = await AddAsync(repository);
        await PinAsync(id, Ids);

        Assert.Equal(id, await AddAsync(repository));
        Assert.Equal(id, await AddAsync(repository, Ids));
        var other = await AddAsync(repository, OtherIds);

        Assert.NotEqual(id, other);
        Assert.Equal("3003", (await ChangeAsync(other)).GetProperty("pinned_ids").GetProperty("repository_id").GetString());
    }

    [Fact]
    public async Task A_pending_publisher_cannot_be_pinned_to_what_another_one_has()
    {
        var repository = Guid.NewGuid().ToString("N");
        var pending = await AddAsync(repository);
        await AddAsync(repository, Ids);

        (await PinAsync(pending, Ids)).IsProblem(HttpStatusCode.Conflict, "pinned_otherwise", "The publisher is pinned to other ids.");
        Assert.Equal(HttpStatusCode.OK, (await PinAsync(pending, OtherIds)).Status);
    }

    [Fact]
    public async Task Ids_that_the_owner_gives_pin_at_once()
    {
        var (project, projectId) = await service.CreateProjectAsync();

        var added = await service.PostAsync($"/api/projects/{project}/publishers", WithIds(PublishersApiTests.GitHub(), Ids));

        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal("pinned", added.Text("pin_state"));
        Assert.Equal("given", added.Text("pinned_by"));
        var records = await service.Records.OfProjectAsync(projectId, 3);
        Assert.Equal("PublisherPinned", records[2].GetProperty("type").GetString());
        Assert.Equal("given", records[2].GetProperty("body").GetProperty("how").GetString());
        Assert.False(records[2].GetProperty("body").TryGetProperty("id_token_digest", out _));
    }

    [Theory]
    [InlineData("""{"repository_id":"2002"}""", """{"pinned_ids.repository_owner_id":["Give all ids or none: repository_owner_id, repository_id."]}""")]
    [InlineData("""{"repository_owner_id":"0","repository_id":"2002"}""", """{"pinned_ids.repository_owner_id":["This is not an id as the provider writes it."]}""")]
    [InlineData("""{"repository_owner_id":"1001","repository_id":"2002x"}""", """{"pinned_ids.repository_id":["This is not an id as the provider writes it."]}""")]
    [InlineData("""{"repository_owner_id":"1001","repository_id":"-2"}""", """{"pinned_ids.repository_id":["This is not an id as the provider writes it."]}""")]
    [InlineData("""{"repository_owner_id":"1001","repository_id":"２００２"}""", """{"pinned_ids.repository_id":["This is not an id as the provider writes it."]}""")]
    [InlineData("""{"repository_owner_id":"1001","repository_id":2002}""", """{"pinned_ids.repository_id":["This must be a string."]}""")]
    [InlineData("""{"repository_owner_id":"1001","repository_id":"2002","project_id":"3"}""", """{"pinned_ids.project_id":["A publisher of the provider github has no such id. Its ids are repository_owner_id, repository_id."]}""")]
    [InlineData("\"2002\"", """{"pinned_ids":["This must be an object of strings."]}""")]
    [InlineData("[]", """{"pinned_ids":["This must be an object of strings."]}""")]
    public async Task Ids_that_are_none_are_refused(string ids, string errors)
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await service.PostAsync($"/api/projects/{project}/publishers", WithIds(PublishersApiTests.GitHub(), ids));

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_publisher", "The publisher is not valid.", errors);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"repository_owner_id":null,"repository_id":" "}""")]
    public async Task Ids_may_be_left_out(string ids)
    {
        var id = await AddAsync(ids: ids);

        Assert.Equal("{}", (await ChangeAsync(id)).GetProperty("pinned_ids").GetRawText());
    }

    [Fact]
    public async Task A_subject_that_contradicts_the_registered_one_is_refused()
    {
        var (project, _) = await service.CreateProjectAsync();

        var refused = await service.PostAsync(
            $"/api/projects/{project}/publishers",
            """{"provider":"google","email":"publisher@my-project.iam.gserviceaccount.com","sub":"109","pinned_ids":{"sub":"110"}}""");

        refused.IsProblem(
            HttpStatusCode.UnprocessableEntity, "invalid_publisher", "The publisher is not valid.",
            """{"pinned_ids.sub":["This contradicts the field sub."]}""");
    }

    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private async Task<string> AddAsync(string? repository = null, string? ids = null)
    {
        var (project, _) = await service.CreateProjectAsync();
        var registration = PublishersApiTests.GitHub(repository);
        return await service.AddPublisherAsync(project, ids is null ? registration : WithIds(registration, ids));
    }

    private static string WithIds(string registration, string ids) => $"{registration[..^1]},\"pinned_ids\":{ids}}}";

    private async Task<Answer> PinAsync(string publisher, string ids) => await Answer.OfAsync(await service.Exchange.PostAsJsonAsync(
        $"/internal/publishers/{publisher}/pin", new { ids = JsonNode.Parse(ids), id_token_digest = Digest }));

    private async Task<JsonElement> ChangeAsync(string publisher) =>
        (await service.ChangesAsync("")).GetProperty("publishers").EnumerateArray().Single(p => p.GetProperty("id").GetString() == publisher);

    private async Task EndWindowAsync(string publisher, int secondsLeft)
    {
        await using var command = service.Database.CreateCommand(string.Create(
            CultureInfo.InvariantCulture, $"UPDATE publishers SET pin_until = now() + interval '{secondsLeft} seconds' WHERE id = '{publisher}'"));
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}

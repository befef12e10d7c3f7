using System.Text.Json;
using System.Text.Json.Nodes;
using TrustedPublishing.PublisherConfig.Tests.Publishers;

namespace TrustedPublishing.PublisherConfig.Tests.Feed;

/// <summary>Each test has a service, and so a feed, of its own.</summary>
public sealed class FeedTests(TestServers.PostgresServer postgres, TestServers.RabbitMqServer rabbitMq) : IAsyncLifetime
{
    private readonly PublisherService service = new(postgres, rabbitMq);

    public ValueTask InitializeAsync() => service.InitializeAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Begins_empty_and_says_where_its_head_is_to_who_is_beyond_it()
    {
        var empty = await service.ChangesAsync("");
        Assert.NotEqual(Guid.Empty, empty.GetProperty("epoch").GetGuid());
        AssertIs(Feed(empty, 0, 0, ""), empty);

        await service.CreateProjectAsync();

        // The epoch of the first answer: it stays.
        AssertIs(Feed(empty, 1, 1, ""), await service.ChangesAsync("?after=9000000000"));
    }

    [Fact]
    public async Task Has_another_epoch_after_a_restore()
    {
        await service.CreateProjectAsync();
        var before = (await service.ChangesAsync("")).GetProperty("epoch").GetGuid();

        await service.RunAsync("new-epoch");

        var after = await service.ChangesAsync("?after=1");
        Assert.NotEqual(before, after.GetProperty("epoch").GetGuid());
        AssertIs(Feed(after, 1, 1, ""), after);
    }

    [Fact]
    public async Task Keeps_everything_when_the_migration_runs_again()
    {
        var (project, _) = await service.CreateProjectAsync();
        await service.AddPublisherAsync(project, PublishersApiTests.GitHub());
        var before = (await service.ChangesAsync("")).GetRawText();

        await service.RunAsync("migrate");

        Assert.Equal(before, (await service.ChangesAsync("")).GetRawText());
    }

    [Fact]
    public async Task Tells_a_publisher_with_its_projects_and_then_its_tombstone()
    {
        var (b, bId) = await service.CreateProjectAsync();
        var (a, aId) = await service.CreateProjectAsync();
        var registration = PublishersApiTests.GitHub("SampleProject");
        var id = await service.AddPublisherAsync(b, registration);
        await service.AddPublisherAsync(a, registration);

        // Revisions: 1 and 2 the projects, 3 and 4 the publisher with one and with two projects.
        var both = await service.ChangesAsync("?after=2");
        var until = both.GetProperty("publishers")[0].GetProperty("pin_until").GetString()!;
        var projects = new[] { (a, aId), (b, bId) }.OrderBy(p => p.Item1, StringComparer.Ordinal)
            .Select(p => $$"""{"id":"{{p.Item2}}","name":"{{p.Item1}}","normalized_name":"{{p.Item1}}"}""");
        AssertIs(Feed(both, 4, 4, Publisher(id, 4, until, string.Join(',', projects))), both);

        await service.DeleteAsync($"/api/projects/{b}/publishers/{id}");
        var one = await service.ChangesAsync("?after=4");
        AssertIs(Feed(one, 5, 5, Publisher(id, 5, until, $$"""{"id":"{{aId}}","name":"{{a}}","normalized_name":"{{a}}"}""")), one);

        await service.DeleteAsync($"/api/projects/{a}/publishers/{id}");
        var none = await service.ChangesAsync("?after=5");
        AssertIs(Feed(none, 6, 6, $$"""{"id":"{{id}}","revision":6,"removed":true}"""), none);
        AssertIs(Feed(none, 6, 6, $$"""{"id":"{{id}}","revision":6,"removed":true}"""), await service.ChangesAsync("?after=0"));
        AssertIs(Feed(none, 6, 6, ""), await service.ChangesAsync("?after=6"));
    }

    [Fact]
    public async Task Comes_in_pages_that_together_are_everything_in_order()
    {
        var (project, _) = await service.CreateProjectAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await service.AddPublisherAsync(project, PublishersApiTests.GitHub()));
        }

        // Two tombstones between the publishers that still stand, and one project at the end that no page shows.
        await service.DeleteAsync($"/api/projects/{project}/publishers/{ids[0]}");
        await service.AddPublisherAsync(project, PublishersApiTests.GitHub());
        await service.DeleteAsync($"/api/projects/{project}/publishers/{ids[3]}");
        await service.CreateProjectAsync();

        var all = (await service.ChangesAsync("")).GetProperty("publishers").EnumerateArray().Select(p => p.GetRawText()).ToList();
        var (paged, after, pages) = (new List<string>(), 0L, 0);
        JsonElement page;
        do
        {
            page = await service.ChangesAsync($"?after={after}&limit=2");
            paged.AddRange(page.GetProperty("publishers").EnumerateArray().Select(p => p.GetRawText()));
            after = page.GetProperty("through").GetInt64();
            pages++;
        }
        while (page.GetProperty("more").GetBoolean());

        Assert.Equal(8, all.Count);
        Assert.Equal(all, paged);
        Assert.Equal(4, pages);
        Assert.Equal(12, after);
        Assert.Equal(12, page.GetProperty("head").GetInt64());
        var revisions = all.Select(p => JsonElement.Parse(p).GetProperty("revision").GetInt64()).ToList();
        Assert.Equal(revisions.Order(), revisions);
    }

    [Fact]
    public async Task Has_no_gap_and_no_double_under_parallel_changes()
    {
        var (project, _) = await service.CreateProjectAsync();
        var shared = PublishersApiTests.GitHub();

        // 32 at once: new publishers, one registration for many projects, refused doubles.
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async i =>
        {
            if (i % 4 == 0)
            {
                var (own, _) = await service.CreateProjectAsync();
                await service.AddPublisherAsync(own, shared);
            }
            else if (i % 4 == 1)
            {
                await service.PostAsync("/api/projects", $$"""{"name":"{{project}}"}""");
            }
            else
            {
                var id = await service.AddPublisherAsync(project, PublishersApiTests.GitHub());
                await service.DeleteAsync($"/api/projects/{project}/publishers/{id}");
            }
        }));

        // 1 project, 8 × (project, publisher), 16 × (added, removed); the 8 doubles took no revision.
        var changes = await service.ChangesAsync("");
        Assert.Equal(1 + 16 + 32, changes.GetProperty("head").GetInt64());
        Assert.Equal(16 + 1, changes.GetProperty("publishers").GetArrayLength());
        Assert.Equal(Enumerable.Range(1, 49).Select(i => (long)i), await service.Records.RevisionsOfAsync(service.Database, 49));
    }

    private static string Feed(JsonElement changes, long head, long through, string publishers) =>
        $$"""{"epoch":"{{changes.GetProperty("epoch").GetString()}}","head":{{head}},"through":{{through}},"more":false,"publishers":[{{publishers}}]}""";

    private static string Publisher(string id, long revision, string until, string projects) => $$"""
        {"id":"{{id}}","revision":{{revision}},"removed":false,"provider":"github","issuer":"https://token.actions.githubusercontent.com",
         "fields":{"repository_owner":"octo-org","repository_name":"SampleProject","workflow_filename":"release.yml","environment":"pypi"},"pinned_ids":{},"pin_until":"{{until}}",
         "projects":[{{projects}}]}
        """;

    private static void AssertIs(string expected, JsonElement actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText())), $"Expected {expected}\nbut was {actual}");
}

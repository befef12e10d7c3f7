using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TrustedPublishing.PublisherConfig.Tests.Publishers;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Tests.Feed;

/// <summary>The whole way of publishers: from the tables through the feed into the exchange's directory, with the code of both services.</summary>
public sealed class ColdStartTests(TestServers.PostgresServer postgres, TestServers.RabbitMqServer rabbitMq) : IAsyncLifetime
{
    private const int Count = 50_000;

    private readonly PublisherService service = new(postgres, rabbitMq);
    private readonly PublisherDirectory directory = new(TimeProvider.System);
    private ServiceProvider clients = null!;
    private PublisherPuller puller = null!;

    public async ValueTask InitializeAsync()
    {
        await service.InitializeAsync();
        var services = new ServiceCollection();
        services.AddHttpClient(PublisherFeed.Client, client =>
        {
            client.BaseAddress = service.Exchange.BaseAddress;
            client.DefaultRequestHeaders.Authorization = service.Exchange.DefaultRequestHeaders.Authorization;
        });
        clients = services.BuildServiceProvider();
        var feed = new PublisherFeed(
            clients.GetRequiredService<IHttpClientFactory>(), new PublisherPacker(new ProviderCatalog()), TimeProvider.System, NullLogger<PublisherFeed>.Instance);
        puller = new PublisherPuller(directory, feed, TimeProvider.System, NullLogger<PublisherPuller>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        puller.Dispose();
        await clients.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_directory_that_is_filled_while_publishers_change_is_what_stands_in_the_end()
    {
        await service.Database.RegisterManyAsync(Count);
        var (added, _) = await service.CreateProjectAsync();

        var loading = puller.PullAsync(default);
        var changes = 0;
        do
        {
            // From both ends of the feed: what was read already, and what is still to be read.
            await ChangeAsync(added, 1 + changes, Count - changes);
            changes++;
        }
        while (!loading.IsCompleted && changes < 50);
        await loading;
        await puller.PullAsync(default);

        await AssertIsWhatStandsAsync();
    }

    [Fact]
    public async Task A_directory_follows_to_another_epoch_and_forgets_what_is_gone()
    {
        await service.Database.RegisterManyAsync(2500);
        await puller.PullAsync(default);
        await service.RunAsync("new-epoch");
        await ExecuteAsync("DELETE FROM project_publishers; DELETE FROM publishers WHERE revision % 3 = 0; UPDATE feed SET revision = 5001");

        await puller.PullAsync(default);

        Assert.Equal(1667, directory.Count);
        Assert.Equal(5001, directory.Through);
        await AssertIsWhatStandsAsync();
    }

    /// <summary>A new publisher, one that is pinned, and two that go.</summary>
    private async Task ChangeAsync(string project, int early, int late)
    {
        await service.AddPublisherAsync(project, PublishersApiTests.GitHub());
        var n = (early * 10) + 1;
        using var pinned = await service.Exchange.PostAsJsonAsync(
            $"/internal/publishers/{await IdOfAsync(n)}/pin", new { ids = new { repository_owner_id = "7", repository_id = $"{n}" } });
        Assert.Equal(HttpStatusCode.OK, pinned.StatusCode);
        foreach (var gone in (int[])[early, late])
        {
            var removed = await service.DeleteAsync($"/api/projects/many-{gone}/publishers/{await IdOfAsync(gone)}");
            Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        }
    }

    private async Task<Guid> IdOfAsync(int n)
    {
        await using var command = service.Database.CreateCommand($"SELECT id FROM publishers WHERE digest = sha256('many {n}')");
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private async Task AssertIsWhatStandsAsync()
    {
        // The feed does without statistics; the comparison would take minutes.
        await ExecuteAsync("ANALYZE publishers, project_publishers, projects");
        var (standing, catalog) = (0, new ProviderCatalog());
        await using (var command = service.Database.CreateCommand("""
            SELECT p.id, p.revision, p.provider, p.issuer, p.fields::text, p.pinned_ids::text,
                array(SELECT j.name FROM project_publishers s JOIN projects j ON j.id = s.project_id WHERE s.publisher_id = p.id ORDER BY j.normalized_name)
            FROM publishers p
            """))
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                standing++;
                var publisher = Assert.IsType<TrustedPublisher>(directory.Find(row.GetGuid(0)));
                var rule = catalog.Of(row.GetString(2)).ReadRule(Members(row.GetString(4)))!;
                Assert.Equal(
                    (row.GetInt64(1), row.GetString(3), rule.Identity, rule.Specificity),
                    (publisher.Revision, publisher.Issuer, publisher.Rule.Identity, publisher.Rule.Specificity));
                Assert.Equal(Members(row.GetString(5)), publisher.PinnedIds);
                Assert.Equal(publisher.IsPinned, publisher.PinUntil is null);
                Assert.Equal(row.GetFieldValue<string[]>(6), publisher.Projects.Select(project => project.Name));
                Assert.Single(directory.Find(publisher.Issuer, rule.Identity), one => one.Id == publisher.Id);
            }
        }

        Assert.Equal(standing, directory.Count);
        await using var removed = service.Database.CreateCommand("SELECT id FROM removed_publishers");
        await using var gone = await removed.ExecuteReaderAsync();
        while (await gone.ReadAsync())
        {
            Assert.Null(directory.Find(gone.GetGuid(0)));
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = service.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static Dictionary<string, string> Members(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}

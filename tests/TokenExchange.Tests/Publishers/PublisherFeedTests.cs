using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

/// <summary>The puller reads a feed of a few written pages over HTTP, honest ones and others.</summary>
public sealed class PublisherFeedTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<long, string> pages = new();
    private readonly ConcurrentQueue<long> asked = new();
    private readonly PublisherDirectory directory = new(TimeProvider.System);
    private WebApplication server = null!;
    private PublisherPuller puller = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpClient(PublisherFeed.Client, client => client.BaseAddress = new Uri(server.Urls.Single()));
        server = builder.Build();
        server.MapGet("/internal/publishers/changes", (long after) =>
        {
            asked.Enqueue(after);
            return pages.TryGetValue(after, out var page) ? Results.Text(page, "application/json") : Results.StatusCode(503);
        });
        await server.StartAsync();
        var feed = new PublisherFeed(
            server.Services.GetRequiredService<IHttpClientFactory>(), new PublisherPacker(new ProviderCatalog()), TimeProvider.System, NullLogger<PublisherFeed>.Instance);
        puller = new PublisherPuller(directory, feed, TimeProvider.System, NullLogger<PublisherPuller>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        puller.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_cold_start_asks_for_each_page_once_and_then_only_for_news()
    {
        Write(0, "one", head: 3, through: 1, more: true, Google(1, "a"));
        Write(1, "one", head: 3, through: 2, more: true, Google(2, "b"));
        Write(2, "one", head: 3, through: 3, more: false, Google(3, "c"));
        Write(3, "one", head: 3, through: 3, more: false);

        await puller.PullAsync(default);
        Assert.True(directory.Age < TimeSpan.FromMinutes(1));
        await puller.PullAsync(default);

        Assert.Equal([0, 1, 2, 3], asked);
        Assert.Equal((3, 3L, "one"), (directory.Count, directory.Through, directory.Epoch));
    }

    [Fact]
    public async Task A_load_that_breaks_off_changes_nothing_and_the_next_one_begins_anew()
    {
        Write(0, "one", head: 2, through: 1, more: true, Google(1, "a"));

        await Assert.ThrowsAsync<HttpRequestException>(() => puller.PullAsync(default));
        Assert.Equal((0, TimeSpan.MaxValue), (directory.Count, directory.Age));

        Write(1, "one", head: 2, through: 2, more: false, Google(2, "b"));
        await puller.PullAsync(default);

        Assert.Equal([0, 1, 0, 1], asked);
        Assert.Equal(2, directory.Count);
    }

    [Fact]
    public async Task News_that_break_off_are_kept_as_far_as_they_came_and_do_not_make_the_directory_younger()
    {
        Write(0, "one", head: 1, through: 1, more: false, Google(1, "a"));
        await puller.PullAsync(default);
        Write(1, "one", head: 3, through: 2, more: true, Google(2, "b"));

        var before = directory.Age;
        await Assert.ThrowsAsync<HttpRequestException>(() => puller.PullAsync(default));

        Assert.Equal((2, 2L), (directory.Count, directory.Through));
        Assert.True(directory.Age >= before);
    }

    [Fact]
    public async Task A_feed_that_promises_more_and_does_not_move_on_is_broken()
    {
        Write(0, "one", head: 3, through: 1, more: true, Google(1, "a"));
        Write(1, "one", head: 3, through: 1, more: true, Google(1, "a"));

        await Assert.ThrowsAnyAsync<JsonException>(() => puller.PullAsync(default));

        Assert.Equal(TimeSpan.MaxValue, directory.Age);
    }

    [Fact]
    public async Task A_feed_whose_epoch_changes_between_two_pages_is_read_again_the_next_time()
    {
        Write(0, "one", head: 2, through: 1, more: true, Google(1, "a"));
        Write(1, "two", head: 2, through: 2, more: false, Google(2, "b"));

        await Assert.ThrowsAnyAsync<JsonException>(() => puller.PullAsync(default));
        Assert.Equal((0, ""), (directory.Count, directory.Epoch));

        Write(0, "two", head: 2, through: 1, more: true, Google(1, "c"));
        await puller.PullAsync(default);
        Assert.Equal((2, "two"), (directory.Count, directory.Epoch));
    }

    [Theory]
    [InlineData("two", 5)]
    [InlineData("one", 4)]
    public async Task Another_epoch_or_a_head_that_fell_back_means_to_forget_everything(string epoch, long head)
    {
        Write(0, "one", head: 5, through: 5, more: false, Google(3, "gone"), Google(5, "gone-too"));
        await puller.PullAsync(default);
        Write(5, epoch, head, through: head, more: false);
        Write(0, epoch, head, through: head, more: false, Google(4, "left"));

        await puller.PullAsync(default);

        Assert.Equal((1, epoch, head), (directory.Count, directory.Epoch, directory.Through));
        Assert.Empty(directory.Find(SamplePublisher.Issuer, "gone@example.org"));
        Assert.Single(directory.Find(SamplePublisher.Issuer, "left@example.org"));
    }

    [Fact]
    public async Task A_publisher_of_a_kind_that_is_not_known_here_matches_nothing_and_the_others_do()
    {
        Write(0, "one", head: 2, through: 2, more: false, Google(1, "a").Replace("\"google\"", "\"new-ci\"", StringComparison.Ordinal), Google(2, "b"));

        await puller.PullAsync(default);

        Assert.Equal(1, directory.Count);
        Assert.Empty(directory.Find(SamplePublisher.Issuer, "a@example.org"));
        Assert.Single(directory.Find(SamplePublisher.Issuer, "b@example.org"));
    }

    private void Write(long after, string epoch, long head, long through, bool more, params string[] publishers) => pages[after] = $$"""
        {"epoch":"{{epoch}}","head":{{head}},"through":{{through}},"more":{{(more ? "true" : "false")}},"publishers":[{{string.Join(',', publishers)}}]}
        """;

    private static string Google(long revision, string name) => $$"""
        {"id":"{{Guid.CreateVersion7()}}","revision":{{revision}},"removed":false,"provider":"google","issuer":"{{SamplePublisher.Issuer}}",
         "fields":{"email":"{{name}}@example.org"},"pinned_ids":{"sub":"1"},"projects":[]}
        """;
}

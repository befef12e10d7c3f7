using Microsoft.Extensions.Time.Testing;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

public sealed class PublisherDirectoryTests
{
    private const string Issuer = "https://accounts.google.com";

    private readonly FakeTimeProvider time = new();
    private readonly PublisherDirectory directory;

    public PublisherDirectoryTests()
    {
        directory = new PublisherDirectory(time);
        directory.Replace(new PublisherTable("one"));
    }

    [Fact]
    public void A_publisher_is_found_by_issuer_and_identity()
    {
        var publisher = Publisher(1, "a@example.org");
        Apply(publisher);

        Assert.Equal([publisher], directory.Find(Issuer, "a@example.org"));
        Assert.Empty(directory.Find(Issuer, "b@example.org"));
        Assert.Empty(directory.Find("https://accounts.google.com/", "a@example.org"));
        Assert.Equal(publisher, directory.Find(publisher.Id));
        Assert.Equal(1, directory.Through);
    }

    [Fact]
    public void Several_publishers_can_share_an_identity_and_go_one_by_one()
    {
        var (one, two) = (Publisher(1, "a@example.org"), Publisher(2, "a@example.org"));
        Apply(one);
        Apply(two);
        Assert.Equal([one, two], directory.Find(Issuer, "a@example.org"));

        Apply(new FeedChange(one.Id, 3, null));

        Assert.Equal([two], directory.Find(Issuer, "a@example.org"));
        Assert.Null(directory.Find(one.Id));
        Assert.Equal(1, directory.Count);
    }

    [Fact]
    public void A_changed_publisher_leaves_its_old_place()
    {
        var old = Publisher(1, "a@example.org");
        var changed = Publisher(2, "b@example.org") with { Id = old.Id };
        Apply(old);
        Apply(changed);

        Assert.Empty(directory.Find(Issuer, "a@example.org"));
        Assert.Equal([changed], directory.Find(Issuer, "b@example.org"));
        Assert.False(directory.StillStands(old));
        Assert.True(directory.StillStands(changed));
    }

    [Fact]
    public void An_older_revision_changes_nothing()
    {
        var publisher = Publisher(5, "a@example.org");
        Apply(publisher);

        Apply(new FeedChange(publisher.Id, 4, null));

        Assert.True(directory.StillStands(publisher));
    }

    [Fact]
    public void A_reload_takes_the_place_of_everything()
    {
        Apply(Publisher(1, "a@example.org"));

        directory.Replace(new PublisherTable("two"));

        Assert.Empty(directory.Find(Issuer, "a@example.org"));
        Assert.Equal(("two", 0L), (directory.Epoch, directory.Through));
    }

    [Fact]
    public void Its_age_counts_from_the_start_of_the_last_complete_pull()
    {
        Assert.Equal(TimeSpan.MaxValue, directory.Age);

        var startedAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(2));
        directory.CompletePull(startedAt);

        Assert.Equal(TimeSpan.FromSeconds(2), directory.Age);
    }

    [Fact]
    public async Task Who_finds_it_too_old_wakes_the_puller_and_goes_on_after_the_pull()
    {
        var waiting = directory.WaitUntilFreshAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), default);
        Assert.True(directory.WokenAsync().IsCompleted);
        Assert.False(waiting.IsCompleted);

        directory.CompletePull(time.GetTimestamp());

        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Who_waits_longer_than_the_patience_fails_closed()
    {
        var waiting = directory.WaitUntilFreshAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), default);

        time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<UnavailableException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_pull_that_took_longer_than_the_bound_is_not_enough()
    {
        var waiting = directory.WaitUntilFreshAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), default);
        var startedAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(3));

        directory.CompletePull(startedAt);
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);

        directory.CompletePull(time.GetTimestamp());
        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private void Apply(TrustedPublisher publisher) => Apply(new FeedChange(publisher.Id, publisher.Revision, publisher));

    private void Apply(FeedChange change) => directory.Apply(new FeedPage(directory.Epoch, change.Revision, change.Revision, false, [change]));

    private static TrustedPublisher Publisher(long revision, string email) => new()
    {
        Id = Guid.NewGuid(),
        Revision = revision,
        Provider = "google",
        Issuer = Issuer,
        Rule = SampleRule.Of(email),
        Projects = [new PublisherProject(Guid.NewGuid(), "Sample", "sample")],
    };
}

using Microsoft.Extensions.Time.Testing;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

public sealed class PublisherDirectoryTests
{
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
        var publisher = SamplePublisher.OfAccount("a@example.org");
        Apply(publisher);

        AssertStands("a@example.org", publisher);
        AssertStands("b@example.org");
        Assert.Empty(directory.Find("https://accounts.google.com/", "a@example.org"));
        Assert.Equal(publisher.Id, directory.Find(publisher.Id)!.Id);
        Assert.Null(directory.Find(Guid.CreateVersion7()));
        Assert.Equal(1, directory.Through);
    }

    [Fact]
    public void Several_publishers_can_share_an_identity_and_go_one_by_one()
    {
        var (one, two) = (SamplePublisher.OfAccount("a@example.org", 1), SamplePublisher.OfAccount("a@example.org", 2));
        Apply(one);
        Apply(two);
        AssertStands("a@example.org", one, two);

        Apply(new FeedChange(one.Id, 3, null));

        AssertStands("a@example.org", two);
        Assert.Null(directory.Find(one.Id));
        Assert.Equal(1, directory.Count);
    }

    [Fact]
    public void A_changed_publisher_leaves_its_old_place()
    {
        var old = SamplePublisher.OfAccount("a@example.org", 1);
        var changed = SamplePublisher.OfAccount("b@example.org", 2, old.Id);
        Apply(old);
        Apply(changed);

        AssertStands("a@example.org");
        AssertStands("b@example.org", changed);
        Assert.False(directory.StillStands(old.Unpack()));
        Assert.True(directory.StillStands(changed.Unpack()));
        Assert.Equal(1, directory.Count);
    }

    [Fact]
    public void A_change_that_keeps_the_place_takes_the_old_ones_place()
    {
        var (old, other) = (SamplePublisher.OfAccount("a@example.org", 1), SamplePublisher.OfAccount("a@example.org", 2));
        var changed = SamplePublisher.OfAccount("a@example.org", 3, old.Id);
        Apply(old);
        Apply(other);
        Apply(changed);

        AssertStands("a@example.org", other, changed);
        Assert.False(directory.StillStands(old.Unpack()));
        Assert.Equal(2, directory.Count);
    }

    [Fact]
    public void The_same_identity_at_another_issuer_is_another_place()
    {
        var old = SamplePublisher.OfAccount("a@example.org", 1);
        var moved = SamplePublisher.OfAccount("a@example.org", 2, old.Id, "https://accounts.example.com");
        Apply(old);
        Assert.True(directory.HasPublisherOf(SamplePublisher.Issuer));

        Apply(moved);

        AssertStands("a@example.org");
        Assert.Equal(moved.Id, Assert.Single(directory.Find("https://accounts.example.com", "a@example.org")).Id);
        Assert.False(directory.HasPublisherOf(SamplePublisher.Issuer));
        Assert.True(directory.HasPublisherOf("https://accounts.example.com"));
    }

    [Fact]
    public void An_older_revision_changes_nothing()
    {
        var publisher = SamplePublisher.OfAccount("a@example.org", 5);
        Apply(publisher);

        Apply(new FeedChange(publisher.Id, 4, null));

        Assert.True(directory.StillStands(publisher.Unpack()));
    }

    [Fact]
    public void A_reload_takes_the_place_of_everything()
    {
        Apply(SamplePublisher.OfAccount("a@example.org"));

        directory.Replace(new PublisherTable("two"));

        AssertStands("a@example.org");
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

    private void Apply(PackedPublisher publisher) => Apply(publisher.Change());

    private void Apply(FeedChange change) => directory.Apply(new FeedPage(directory.Epoch, change.Revision, change.Revision, false, [change]));

    /// <summary>Those with this identity, in the order of their revisions, and no others.</summary>
    private void AssertStands(string email, params PackedPublisher[] publishers) => Assert.Equal(
        publishers.Select(publisher => (publisher.Id, publisher.Revision)),
        directory.Find(SamplePublisher.Issuer, email).Select(publisher => (publisher.Id, publisher.Revision)));
}

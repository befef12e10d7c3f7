using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

/// <summary>Readers ask while one writer changes, grows and shrinks the directory: they never wait, and never see half of a change.</summary>
public sealed class DirectoryReadersTests
{
    private const int Readers = 4;
    private const int Rounds = 3000;

    private readonly PublisherDirectory directory = new(TimeProvider.System);
    private long revision;

    public DirectoryReadersTests() => directory.Replace(new PublisherTable("one"));

    [Fact]
    public async Task A_publisher_that_moves_is_never_in_two_places()
    {
        var id = Guid.CreateVersion7();
        Apply(SamplePublisher.OfAccount("a@example.org", ++revision, id));

        await WhileReadAsync(
            round => Apply(SamplePublisher.OfAccount(round % 2 == 0 ? "b@example.org" : "a@example.org", ++revision, id)),
            () =>
            {
                // What is found here and, asked afterwards, there: it can only have moved, so it must be newer there.
                var here = directory.Find(SamplePublisher.Issuer, "a@example.org");
                var there = directory.Find(SamplePublisher.Issuer, "b@example.org");
                Assert.True(here.Count <= 1 && there.Count <= 1);
                Assert.True(here.Count == 0 || there.Count == 0 || there[0].Revision > here[0].Revision);
            });

        Assert.Equal(1, directory.Count);
    }

    [Fact]
    public async Task A_publisher_that_changes_in_its_place_is_always_found()
    {
        var (id, other) = (Guid.CreateVersion7(), SamplePublisher.OfAccount("a@example.org", ++revision));
        Apply(other);
        Apply(SamplePublisher.OfAccount("a@example.org", ++revision, id));
        var seen = 0L;

        await WhileReadAsync(
            _ => Apply(SamplePublisher.OfAccount("a@example.org", ++revision, id)),
            () =>
            {
                var found = directory.Find(SamplePublisher.Issuer, "a@example.org");
                Assert.Equal([other.Id, id], found.Select(publisher => publisher.Id));
                Assert.NotNull(directory.Find(id));
                Interlocked.Exchange(ref seen, found[1].Revision);
            });

        Assert.True(Interlocked.Read(ref seen) > 0);
    }

    [Fact]
    public async Task Those_who_stay_are_found_while_others_come_and_go_by_the_thousand()
    {
        var stays = Enumerable.Range(0, 50).Select(n => SamplePublisher.OfAccount($"stays-{n}@example.org", ++revision)).ToList();
        stays.ForEach(Apply);
        var guests = new Queue<PackedPublisher>();

        await WhileReadAsync(
            round =>
            {
                // It grows for a while and shrinks for a while.
                if (round % 1000 < 500 || guests.Count == 0)
                {
                    var guest = SamplePublisher.OfAccount($"guest-{round}@example.org", ++revision);
                    guests.Enqueue(guest);
                    Apply(guest);
                }
                else
                {
                    Apply(new FeedChange(guests.Dequeue().Id, ++revision, null));
                }
            },
            () => Assert.All(stays, stay =>
            {
                Assert.True(directory.StillStands(directory.Find(stay.Id)!));
                Assert.Single(directory.Find(SamplePublisher.Issuer, stay.Unpack().Rule.Identity));
            }));

        Assert.Equal(stays.Count + guests.Count, directory.Count);
        Assert.All(guests, guest => Assert.NotNull(directory.Find(guest.Id)));
    }

    private void Apply(PackedPublisher publisher) => Apply(publisher.Change());

    private void Apply(FeedChange change) => directory.Apply(new FeedPage("one", change.Revision, change.Revision, false, [change]));

    private static async Task WhileReadAsync(Action<int> write, Action read)
    {
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(() =>
        {
            do
            {
                read();
            }
            while (!done.IsCancellationRequested);
        })).ToList();
        for (var round = 0; round < Rounds && !readers.Exists(reader => reader.IsFaulted); round++)
        {
            write(round);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }
}

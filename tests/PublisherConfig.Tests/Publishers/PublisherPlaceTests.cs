using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;

namespace TrustedPublishing.PublisherConfig.Tests.Publishers;

public sealed class PublisherPlaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Mine = Guid.NewGuid();
    private static readonly Guid Others = Guid.NewGuid();

    [Theory]
    // Publishers of the same names ("pending", "over", "pinned=ids", a "!" for a seen mismatch, "mine" if the project has it) | ids of the registration | place
    [InlineData("", "", "new")]
    [InlineData("pending", "", "joins 0")]
    [InlineData("pending mine", "", "taken 0")]
    [InlineData("over", "", "new, retires 0")]
    [InlineData("over mine", "", "taken 0")]
    [InlineData("over;over", "", "new, retires 0 1")]
    [InlineData("over;pending", "", "joins 1")]
    [InlineData("pinned=a", "", "joins 0")]
    [InlineData("pinned=a mine", "", "taken 0")]
    [InlineData("pinned=a!", "", "new")]
    [InlineData("pinned=a! mine", "", "taken 0")]
    [InlineData("pinned=a;pinned=b", "", "new")]
    [InlineData("pinned=a;pending", "", "joins 1")]
    [InlineData("over;pinned=a", "", "joins 1")]
    [InlineData("over;pinned=a!", "", "new, retires 0")]
    [InlineData("", "given a", "new")]
    [InlineData("pinned=a", "given a", "joins 0")]
    [InlineData("pinned=a!", "given a", "joins 0")]
    [InlineData("pinned=a mine", "given a", "taken 0")]
    [InlineData("pinned=a", "given b", "new")]
    [InlineData("pinned=a mine", "given b", "new")]
    [InlineData("pending", "given a", "new")]
    [InlineData("over", "given a", "new")]
    [InlineData("", "lookup a", "new")]
    [InlineData("pinned=a", "lookup a", "joins 0")]
    [InlineData("pinned=a", "lookup b", "new")]
    [InlineData("pending", "lookup a", "joins and pins 0")]
    [InlineData("pending mine", "lookup a", "taken 0")]
    [InlineData("over", "lookup a", "new")]
    [InlineData("over mine", "lookup a", "new")]
    [InlineData("pending;pinned=a", "lookup a", "joins 1")]
    public void Finds_its_place_among_publishers_of_the_same_names(string sameNames, string ids, string expected)
    {
        var publishers = sameNames.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Publisher).ToList();
        var known = ids.Split(' ') is [var how, var id] ? new KnownIds(new Dictionary<string, string> { ["id"] = id }, how) : null;

        var place = PublisherPlace.Find(publishers, known, Mine, Now);

        Assert.Equal(expected, place switch
        {
            PublisherPlace.Taken taken => $"taken {publishers.IndexOf(taken.Publisher)}",
            PublisherPlace.Join { Pins: true } join => $"joins and pins {publishers.IndexOf(join.Publisher)}",
            PublisherPlace.Join join => $"joins {publishers.IndexOf(join.Publisher)}",
            PublisherPlace.New { Retired: [] } => "new",
            PublisherPlace.New created => $"new, retires {string.Join(' ', created.Retired.Select(one => publishers.IndexOf(one)))}",
            _ => "?",
        });
    }

    private static Publisher Publisher(string described)
    {
        var publisher = new Publisher
        {
            Id = Guid.NewGuid(),
            Provider = "github",
            Issuer = "https://issuer.example",
            Fields = [],
            Digest = [],
            Revision = 1,
            CreatedAt = Now,
            PinUntil = described.StartsWith("over", StringComparison.Ordinal) ? Now : Now.AddSeconds(1),
            PinMismatchAt = described.Contains('!', StringComparison.Ordinal) ? Now : null,
        };
        publisher.Projects.Add(new ProjectPublisher
        {
            ProjectId = described.EndsWith("mine", StringComparison.Ordinal) ? Mine : Others,
            PublisherId = publisher.Id,
            AddedAt = Now,
        });
        if (described.StartsWith("pinned=", StringComparison.Ordinal))
        {
            publisher.Pin(new KnownIds(new Dictionary<string, string> { ["id"] = $"{described["pinned=".Length]}" }, PinnedBy.FirstUse), Now);
        }

        return publisher;
    }
}

using Microsoft.Extensions.Time.Testing;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.Publishers;

public sealed class LoadProgressTests
{
    [Fact]
    public void A_load_says_every_three_seconds_how_far_it_is_and_how_long_it_took()
    {
        var (time, log, table) = (new FakeTimeProvider(), new CollectedLog(), new PublisherTable("one"));
        var progress = new LoadProgress(time, log.CreateLogger("load"));
        for (var second = 0; second < 7; second++)
        {
            var publisher = SamplePublisher.OfAccount($"{second}@example.org", second + 1);
            table.Apply(new FeedPage("one", 100, second + 1, true, [publisher.Change()]));
            progress.Tell(table, head: 100);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        progress.TellEnd(table);

        Assert.Equal(
            [
                "Information: Loading trusted publishers: 4 so far, through revision 4 of 100 ",
                "Information: Loading trusted publishers: 7 so far, through revision 7 of 100 ",
                "Information: Loaded 7 trusted publishers through revision 7 in 7.0 s ",
            ],
            log.Of("load"));
    }
}

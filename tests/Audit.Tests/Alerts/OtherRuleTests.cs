using TrustedPublishing.Audit.Alerts;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Contracts;
using static TrustedPublishing.Audit.Tests.Alerts.Watched;

namespace TrustedPublishing.Audit.Tests.Alerts;

public sealed class OtherRuleTests
{
    private readonly ProjectRef project = Records.Project("sampleproject");
    private readonly Guid publisher = Guid.CreateVersion7();

    [Theory]
    [InlineData(2, 0, 2, 0)] // the first set
    [InlineData(1, 0, 3, 1)]
    [InlineData(0, 1, 2, 1)]
    [InlineData(2, 2, 2, 1)] // all of them
    [InlineData(0, 0, 0, 0)]
    public void Other_keys_than_before_are_a_change(int added, int removed, int current, int alerts)
    {
        var log = By("keys_changed");

        var index = log.Add(0, KeysChanged(added, removed, current));

        Assert.Equal(alerts, log.Alerts.Count);
        Assert.All(log.Alerts, alert => Assert.Equal(("keys_changed", Issuer, index), (alert.Rule, alert.Issuer, Assert.Single(alert.Entries))));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 59.9, 1)]
    [InlineData(0, 60, 1)]
    [InlineData(0, 60.1, 0)]
    [InlineData(5, 4, 0)] // published after the removal: nothing to hide
    public void A_publisher_that_is_removed_within_an_hour_of_a_publish_is_striking_in_either_order(double minted, double removed, int alerts)
    {
        var (mintedFirst, removedFirst) = (By("publisher_removed_after_publish"), By("publisher_removed_after_publish"));

        mintedFirst.Add(minted, Minted(project, publisher: publisher));
        mintedFirst.Add(removed, Removed(publisher, project));
        removedFirst.Add(removed, Removed(publisher, project));
        removedFirst.Add(minted, Minted(project, publisher: publisher));

        Assert.Equal((alerts, alerts), (mintedFirst.Alerts.Count, removedFirst.Alerts.Count));
        Assert.All(mintedFirst.Alerts.Concat(removedFirst.Alerts), alert =>
        {
            Assert.Equal([0L, 1], alert.Entries);
            Assert.Equal((publisher, project), (alert.PublisherId!.Value, Assert.Single(alert.Projects)));
        });
    }

    [Fact]
    public void The_last_publish_counts_and_each_removal_is_said_once()
    {
        var log = By("publisher_removed_after_publish");
        log.Add(0, Minted(project, publisher: publisher));
        log.Add(100, Minted(project, publisher: publisher));
        log.Add(50, Minted(project, publisher: publisher)); // came late

        log.Add(110, Removed(publisher, project));
        log.Add(105, Minted(project, publisher: publisher)); // came late, too

        Assert.Equal([1L, 3], Assert.Single(log.Alerts).Entries);
    }

    [Fact]
    public void Another_publishers_removal_or_publish_is_not_this_ones()
    {
        var log = By("publisher_removed_after_publish");

        log.Add(0, Minted(project, publisher: publisher));
        log.Add(1, Removed(Guid.CreateVersion7(), project));
        log.Add(2, Denied("no_publisher", project, publisher: publisher));
        log.Add(90, Removed(publisher, project));

        Assert.Empty(log.Alerts);
    }

    [Fact]
    public void A_publisher_of_two_projects_that_leaves_both_is_said_of_both()
    {
        var log = By("publisher_removed_after_publish");
        var second = Records.Project("second");
        log.Add(0, Minted([project, second], [], publisher));

        log.Add(1, Removed(publisher, project));
        log.Add(2, Removed(publisher, second));

        Assert.Equal(["sampleproject", "second"], log.Alerts.Select(alert => Assert.Single(alert.Projects).Name));
    }

    [Theory]
    [InlineData(5, 5, 1)]
    [InlineData(5, 7, 3)]
    public void A_gap_is_said_with_how_many_are_missing(long first, long last, long count)
    {
        var log = By("missing_records");

        var index = log.Add(0, Gap(first, last));

        var alert = Assert.Single(log.Alerts);
        Assert.Equal(("producer", "jwks-cache", count, index), (alert.What, alert.Value, alert.Count!.Value, Assert.Single(alert.Entries)));
    }

    [Fact]
    public void What_is_no_message_of_its_type_any_more_is_passed_over()
    {
        foreach (var rule in AlertRules.Of(Limits))
        {
            var log = By(rule.Name);
            foreach (var type in EntryTypes.All)
            {
                log.Add(0, Records.Of(1, type.Name, System.Text.Json.JsonElement.Parse("{}")));
                log.Add(0, Records.Of(1, type.Name, System.Text.Json.JsonElement.Parse("null")));
                log.Add(0, Records.Of(1, type.Name, System.Text.Json.JsonElement.Parse("[1]")));
            }

            Assert.Empty(log.Alerts);
        }
    }
}

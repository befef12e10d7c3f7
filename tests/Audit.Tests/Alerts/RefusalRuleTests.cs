using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Contracts;
using static TrustedPublishing.Audit.Tests.Alerts.Watched;

namespace TrustedPublishing.Audit.Tests.Alerts;

/// <summary>A burst is four refusals in five minutes for a project or of a repository, and ten of an issuer.</summary>
public sealed class RefusalRuleTests
{
    private readonly ProjectRef project = Records.Project("sampleproject");
    private readonly Guid publisher = Guid.CreateVersion7();

    [Theory]
    [InlineData("pinned_id_mismatch", "pinned_id_mismatch", 1)]
    [InlineData("pinned_id_mismatch", "workflow_mismatch", 0)]
    [InlineData("pinned_id_mismatch", "already_used", 0)]
    [InlineData("replay", "already_used", 1)]
    [InlineData("replay", "pinned_id_mismatch", 0)]
    [InlineData("replay", "too_many_targets", 0)]
    [InlineData("replay", "ALREADY_USED", 0)]
    public void One_reason_is_enough_and_no_other(string rule, string reason, int alerts)
    {
        var log = By(rule);

        var index = log.Add(0, Denied(reason, project, publisher: publisher));

        Assert.Equal(alerts, log.Alerts.Count);
        Assert.All(log.Alerts, alert => Assert.Equal(
            (rule, index, publisher, project), (alert.Rule, Assert.Single(alert.Entries), alert.PublisherId!.Value, Assert.Single(alert.Projects))));
    }

    [Theory]
    [InlineData(59.9, 1)]
    [InlineData(60, 2)]
    [InlineData(-30, 1)] // came late
    public void The_same_publisher_is_quiet_for_an_hour(double minute, int alerts)
    {
        var log = By("pinned_id_mismatch");

        log.Add(0, Denied("pinned_id_mismatch", project, publisher: publisher));
        log.Add(minute, Denied("pinned_id_mismatch", project, repository: "6666", publisher: publisher));

        Assert.Equal(alerts, log.Alerts.Count);
    }

    [Fact]
    public void Quiet_does_not_grow_with_what_it_swallows()
    {
        var log = By("replay");

        foreach (var minute in new[] { 0, 30, 59, 61, 90, 120, 122 })
        {
            log.Add(minute, Denied("already_used", project, publisher: publisher));
        }

        Assert.Equal([0L, 3, 6], log.Alerts.Select(alert => alert.Entries[0]));
    }

    [Fact]
    public void Another_publisher_and_another_repository_are_said_of_themselves()
    {
        var log = By("replay");

        log.Add(0, Denied("already_used", publisher: publisher));
        log.Add(0, Denied("already_used", publisher: Guid.CreateVersion7()));
        log.Add(0, Denied("already_used", repository: "2002"));
        log.Add(0, Denied("already_used", repository: "6666"));
        log.Add(0, Denied("already_used", repository: null));
        log.Add(0, Denied("already_used", repository: null, issuer: "https://gitlab.example.com"));
        log.Add(0, Denied("already_used", repository: "6666"));

        Assert.Equal([0L, 1, 2, 3, 4, 5], log.Alerts.Select(alert => alert.Entries[0]));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(4, 0, 1)]
    [InlineData(9, 0, 1)]
    [InlineData(4, 1.6, 1)] // the fourth 4.8 minutes after the first
    [InlineData(4, 1.7, 0)] // 5.1 minutes
    [InlineData(40, 2, 0)]
    public void Four_refusals_for_a_project_within_five_minutes_are_a_burst(int count, double minutesApart, int alerts)
    {
        var log = By("refusal_burst");

        for (var i = 0; i < count; i++)
        {
            log.Add(i * minutesApart, Denied("workflow_mismatch", project, $"{i}"));
        }

        Assert.Equal(alerts, log.Alerts.Count(alert => alert.What == "project"));
        Assert.All(log.Alerts.Where(alert => alert.What == "project"), alert =>
        {
            Assert.Equal([0L, 1, 2, 3], alert.Entries);
            Assert.Equal((4L, project), (alert.Count!.Value, Assert.Single(alert.Projects)));
        });
    }

    [Fact]
    public void A_burst_that_lasts_is_said_once_a_window()
    {
        var log = By("refusal_burst");

        for (var minute = 0; minute <= 14; minute++)
        {
            log.Add(minute, Denied("workflow_mismatch", project, $"{minute}"));
        }

        Assert.Equal([3L, 8, 13], log.Alerts.Where(alert => alert.What == "project").Select(alert => alert.Entries[^1]));
    }

    [Fact]
    public void A_burst_that_lies_across_any_line_in_time_is_found()
    {
        var log = By("refusal_burst");

        foreach (var minute in new[] { 0, 4.8, 4.9, 5.1, 5.2 })
        {
            log.Add(minute, Denied("workflow_mismatch", project, $"{minute}"));
        }

        Assert.Equal([1L, 2, 3, 4], Assert.Single(log.Alerts).Entries);
    }

    [Fact]
    public void Entries_may_come_out_of_order()
    {
        var log = By("refusal_burst");

        foreach (var minute in new[] { 4, 2, 3, 1 })
        {
            log.Add(minute, Denied("workflow_mismatch", project, $"{minute}"));
        }

        Assert.Equal([0L, 1, 2, 3], Assert.Single(log.Alerts).Entries);
    }

    [Fact]
    public void One_repository_against_many_projects_is_a_burst_of_the_repository()
    {
        var log = By("refusal_burst");

        for (var i = 0; i < 4; i++)
        {
            log.Add(0, Denied("no_publisher", Records.Project($"project-{i}"), "6666"));
            log.Add(0, Denied("no_publisher", null, "6666", issuer: "https://gitlab.example.com/" + i));
        }

        var alert = Assert.Single(log.Alerts);
        Assert.Equal(("repository", "repository_id 6666", Issuer, 4L), (alert.What, alert.Value, alert.Issuer, alert.Count!.Value));
        Assert.Empty(alert.Projects);
    }

    [Fact]
    public void Refusals_that_are_only_counted_count_for_their_issuer()
    {
        var log = By("refusal_burst");
        var ofIssuer = new RefusalCount { Reason = "bad_signature", Count = 4, Issuer = Issuer };

        log.Add(0, Summarised(ofIssuer, new RefusalCount { Reason = "malformed_request", Count = 10_000 }));
        log.Add(1, Summarised(ofIssuer with { Count = 3 }, ofIssuer with { Count = 2, Reason = "unknown_key" }, ofIssuer with { Count = 9, Issuer = "https://gitlab.example.com" }));
        Assert.Empty(log.Alerts);
        log.Add(2, Denied("no_publisher", null, null));

        var alert = Assert.Single(log.Alerts);
        Assert.Equal(("issuer", Issuer, 10L), (alert.What, alert.Issuer, alert.Count!.Value));
        Assert.Equal([0L, 1, 2], alert.Entries);
    }

    [Fact]
    public void Grants_are_no_refusals()
    {
        var log = By("refusal_burst");

        for (var i = 0; i < 20; i++)
        {
            log.Add(0, Minted(project));
        }

        Assert.Empty(log.Alerts);
    }
}

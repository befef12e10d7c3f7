using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Contracts;
using static TrustedPublishing.Audit.Tests.Alerts.Watched;

namespace TrustedPublishing.Audit.Tests.Alerts;

public sealed class NewSourceRuleTests
{
    private readonly Watched log = By("new_source");
    private readonly ProjectRef project = Records.Project("sampleproject");

    [Fact]
    public void The_very_first_publish_of_a_project_is_none()
    {
        log.Add(0, Minted(project));

        Assert.Empty(log.Alerts);
    }

    [Fact]
    public void Another_repository_is_said_once()
    {
        log.Add(0, Minted(project, "2002"));
        var index = log.Add(1, Minted(project, "6666"));
        log.Add(2, Minted(project, "6666"));
        log.Add(3, Minted(project, "2002"));

        var alert = Assert.Single(log.Alerts);
        Assert.Equal(("new_source", "repository", "repository_id 6666", Issuer, "github"), (alert.Rule, alert.What, alert.Value, alert.Issuer, alert.Provider));
        Assert.Equal(index, Assert.Single(alert.Entries));
        Assert.Equal(project, Assert.Single(alert.Projects));
    }

    [Fact]
    public void Another_branch_of_a_known_repository_is_said_once()
    {
        log.Add(0, Minted(project));
        var index = log.Add(1, Minted(project, reference: "refs/heads/dev"));
        log.Add(2, Minted(project, reference: "refs/heads/dev"));

        var alert = Assert.Single(log.Alerts);
        Assert.Equal(("ref", "refs/heads/dev", index), (alert.What, alert.Value, Assert.Single(alert.Entries)));
    }

    [Theory]
    [InlineData("refs/tags/v1", "refs/tags/v2", 0)]
    [InlineData("refs/heads/main", "refs/tags/v1", 1)]
    [InlineData("refs/tags/v1", "refs/heads/main", 1)]
    [InlineData("refs/pull/1/merge", "refs/pull/2/merge", 0)]
    [InlineData("refs/heads/main", "refs/pull/1/merge", 1)]
    [InlineData("refs/heads/main", "refs/heads/Main", 1)]
    [InlineData("refs/heads/main", "refs/heads/main", 0)]
    [InlineData("refs/heads/main", null, 0)]
    [InlineData(null, "refs/heads/main", 1)]
    public void Every_release_has_a_tag_of_its_own(string? first, string? second, int alerts)
    {
        log.Add(0, Minted(project, reference: first));
        log.Add(1, Minted(project, reference: second));

        Assert.Equal(alerts, log.Alerts.Count);
    }

    [Fact]
    public void The_same_id_at_another_issuer_is_another_repository()
    {
        log.Add(0, Minted(project));
        log.Add(1, Minted(project, issuer: "https://gitlab.example.com"));

        Assert.Equal("repository", Assert.Single(log.Alerts).What);
    }

    [Fact]
    public void Where_ids_are_persons_the_publisher_stands_for_the_repository()
    {
        var (publisher, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        log.Add(0, Minted([project], [], publisher));
        log.Add(1, Minted([project], [], publisher));
        log.Add(2, Minted([project], [], other));

        Assert.Equal($"publisher {other}", Assert.Single(log.Alerts).Value);
    }

    [Fact]
    public void One_token_for_several_projects_is_new_to_some()
    {
        var (second, third) = (Records.Project("second"), Records.Project("third"));
        log.Add(0, Minted(project, "2002"));
        log.Add(0, Minted(second, "3003"));

        log.Add(1, Minted([project, second, third], new() { ["repository_id"] = "2002", ["ref"] = "refs/heads/dev" }));

        Assert.Equal(["repository second", "ref sampleproject"], log.Alerts.Select(alert => $"{alert.What} {Assert.Single(alert.Projects).Name}"));
    }

    [Fact]
    public void One_project_knows_nothing_of_anothers()
    {
        log.Add(0, Minted(project, "2002"));
        log.Add(1, Minted(Records.Project("other"), "6666"));
        log.Add(2, Denied("no_publisher", project, "6666"));

        Assert.Empty(log.Alerts);
    }
}

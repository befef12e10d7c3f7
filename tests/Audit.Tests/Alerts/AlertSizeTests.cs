using TrustedPublishing.Audit.Alerts;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;

namespace TrustedPublishing.Audit.Tests.Alerts;

public sealed class AlertSizeTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(20, "20")]
    [InlineData(21, "20 1")]
    [InlineData(45, "20 20 5")]
    public void About_many_projects_there_are_several_alerts(int projects, string expected)
    {
        var alert = new AlertRaised { Rule = "new_source", Entries = [1], Projects = [.. Enumerable.Range(0, projects).Select(i => Records.Project($"p{i}"))] };

        var fitting = AlertSize.Fit(alert).ToList();

        Assert.Equal(expected, string.Join(' ', fitting.Select(one => one.Projects.Count)));
        Assert.Equal(alert.Projects, fitting.SelectMany(one => one.Projects));
    }

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        var alert = new AlertRaised { Rule = "new_source", Entries = [1], Value = new string('x', 511) + "😀", Issuer = new string('y', 512) };

        var fitting = Assert.Single(AlertSize.Fit(alert));

        Assert.Equal((new string('x', 511), new string('y', 512)), (fitting.Value, fitting.Issuer));
    }
}

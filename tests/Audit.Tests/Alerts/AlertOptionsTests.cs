using System.ComponentModel.DataAnnotations;
using TrustedPublishing.Audit.Alerts;

namespace TrustedPublishing.Audit.Tests.Alerts;

public sealed class AlertOptionsTests
{
    [Theory]
    [InlineData("new_source", 20, "00:05:00", true)]
    [InlineData("publisher_removed_after_publish", 2, "1.00:00:00", true)]
    [InlineData("new_sources", 20, "00:05:00", false)]
    [InlineData("NEW_SOURCE", 20, "00:05:00", false)]
    [InlineData("", 20, "00:05:00", false)]
    [InlineData("replay", 1, "00:05:00", false)]
    [InlineData("replay", 1001, "00:05:00", false)]
    [InlineData("replay", 20, "00:00:01", false)]
    public void What_cannot_be_stops_the_start(string off, int threshold, string window, bool isValid)
    {
        var options = new AlertOptions { Off = { off }, BurstThreshold = threshold, BurstWindow = TimeSpan.Parse(window, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(isValid, Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true));
    }

    [Fact]
    public void Rules_have_names_of_their_own()
    {
        var names = AlertRules.Of(new AlertOptions().Limits).Select(rule => rule.Name).ToList();

        Assert.Equal(
            ["keys_changed", "missing_records", "new_source", "pinned_id_mismatch", "publisher_removed_after_publish", "refusal_burst", "replay"],
            names.Order(StringComparer.Ordinal));
    }
}

using TrustedPublishing.Audit.Charts;

namespace TrustedPublishing.Audit.Tests.Charts;

public sealed class ChartWindowTests
{
    [Theory]
    [InlineData("24h", null, "2026-11-22T13:00:00Z", "2026-11-23T13:00:00Z")]
    [InlineData("7d", null, "2026-11-17T00:00:00Z", "2026-11-24T00:00:00Z")]
    [InlineData("30d", null, "2026-10-25T00:00:00Z", "2026-11-24T00:00:00Z")]
    [InlineData("90d", null, "2026-08-26T00:00:00Z", "2026-11-24T00:00:00Z")]
    [InlineData("24h", "2026-11-23T13:00:00Z", "2026-11-22T13:00:00Z", "2026-11-23T13:00:00Z")]
    [InlineData("24h", "2026-11-20T10:00:00Z", "2026-11-19T10:00:00Z", "2026-11-20T10:00:00Z")]
    [InlineData("24h", "2026-11-20T10:00:01Z", "2026-11-19T11:00:00Z", "2026-11-20T11:00:00Z")]
    [InlineData("7d", "2026-11-20T10:00:01+02:00", "2026-11-14T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("7d", "9999-12-31T23:59:59Z", "2026-11-17T00:00:00Z", "2026-11-24T00:00:00Z")]
    [InlineData("90d", "0001-01-01T00:00:00Z", "2019-10-03T00:00:00Z", "2020-01-01T00:00:00Z")]
    public void A_window_is_whole_hours_or_days_up_to_now_or_to_the_time_asked_for(string last, string? to, string from, string end)
    {
        var window = ChartWindow.Of(ChartSpan.Find(last)!, to is null ? null : DateTimeOffset.Parse(to, null), new DateTimeOffset(2026, 11, 23, 12, 34, 56, TimeSpan.Zero));

        Assert.Equal((DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(end, null)), (window.From, window.To));
        Assert.Equal(window.Span.Buckets, window.Beginnings.Count());
        Assert.Equal((window.From, window.To - window.Span.Bucket), (window.Beginnings.First(), window.Beginnings.Last()));
    }

    [Theory]
    [InlineData(null, "7d")]
    [InlineData("", "7d")]
    [InlineData("24h", "24h")]
    [InlineData("24H", null)]
    [InlineData("365d", null)]
    public void Only_the_spans_that_there_are_can_be_asked_for(string? code, string? found) => Assert.Equal(found, ChartSpan.Find(code)?.Code);

    [Fact]
    public void Every_span_can_be_divided_by_its_ticks() => Assert.All(ChartSpan.All, span => Assert.Equal(0, span.Buckets % span.Ticks));

    [Theory]
    [InlineData(0, 0, 50, 0, 0)]
    [InlineData(10, 0, 98.5, 97, 0)]
    [InlineData(0, 10, 1.5, 0, 97)]
    [InlineData(97, 97, 50, 48.5, 48.5)]
    [InlineData(1_000_000, 1, 98.5, 97, 1.5)]
    public void Grants_stand_above_the_line_and_refusals_below_it_on_one_scale_within_the_box(long granted, long refused, double line, double up, double down)
    {
        var count = new DecisionCount { Granted = granted, Refused = refused, RefusedExchanges = refused };
        var plot = new Plot([new BucketCount { From = default, To = default, Count = count }]);

        Assert.Equal((line, up, down), (plot.Line, Math.Round(plot.Bars[0].Granted, 2), Math.Round(plot.Bars[0].Refused, 2)));
        Assert.True(plot.Line - up >= 0 && plot.Line + down <= 100);
    }
}

using System.Globalization;

namespace TrustedPublishing.Audit.Charts;

/// <summary>
/// Where the bars of the chart over time stand, in a box of 100 by 100: grants above the line, refusals below it, on one scale. So the two are told apart
/// without their colours.
/// </summary>
internal sealed class Plot
{
    /// <summary>The least height of a number that is not 0: one among thousands is seen.</summary>
    private const double Least = 1.5;
    private const double Gap = 0.18;

    public Plot(IReadOnlyList<BucketCount> buckets)
    {
        var (granted, refused) = (buckets.Max(bucket => bucket.Count.Granted), buckets.Max(bucket => bucket.Count.Refused));
        var scale = granted + refused == 0 ? 0 : (100 - (2 * Least)) / ((double)granted + refused);
        Line = Math.Round(granted + refused == 0 ? 50 : Least + (granted * scale), 2);
        var width = 100.0 / buckets.Count;
        Bars = [.. buckets.Select((bucket, i) => new PlotBar(
            bucket, Text(i * width), Text(width), Text((i + (Gap / 2)) * width), Text((1 - Gap) * width), Height(bucket.Count.Granted), Height(bucket.Count.Refused)))];

        double Height(long count) => count == 0 ? 0 : Math.Max(Least, count * scale);
    }

    /// <summary>How far from the top the line is.</summary>
    public double Line { get; }

    public IReadOnlyList<PlotBar> Bars { get; }

    public static string Text(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}

/// <summary>An hour or a day of a <see cref="Plot"/>.</summary>
/// <param name="Bucket">What it shows.</param>
/// <param name="Left">Of the column.</param>
/// <param name="Width">Of the column.</param>
/// <param name="BarLeft">Of the bar, with the gap to its neighbours.</param>
/// <param name="BarWidth">Of the bar.</param>
/// <param name="Granted">Its height above the line.</param>
/// <param name="Refused">Its height below the line.</param>
internal sealed record PlotBar(BucketCount Bucket, string Left, string Width, string BarLeft, string BarWidth, double Granted, double Refused);

using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Timeline;

namespace TrustedPublishing.Audit.Charts;

/// <summary>The page of charts: what was asked for, what was found, and where each number leads.</summary>
/// <param name="Asked">As typed.</param>
/// <param name="Tallies">Null if there is something wrong with it.</param>
/// <param name="Error">What is.</param>
public sealed record ChartPage(ChartParameters Asked, TallyDocument? Tallies, string Error)
{
    private const string MinuteFormat = "yyyy-MM-dd'T'HH:mm'Z'";

    /// <summary>Who may see one project only has nothing to choose.</summary>
    public bool AsksForProject => Tallies?.Project is null || !string.IsNullOrWhiteSpace(Asked.Project);

    public ChartSpan? Span => ChartSpan.Find(Asked.Last);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture);

    /// <summary>The same charts of another time.</summary>
    internal string Address(ChartSpan span, DateTimeOffset? to)
    {
        var query = new QueryBuilder { { "last", span.Code } };
        foreach (var (name, value) in new[] { ("to", to is { } end ? Minute(end) : null), ("project", Asked.Project?.Trim()), ("provider", Asked.Provider?.Trim()) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return $"/charts{query}";
    }

    /// <summary>The entries behind a number.</summary>
    internal string Entries(Decision? decision, BucketCount? bucket = null, string? reason = null, string? provider = null, string? type = null) => new TimelineFilter
    {
        Project = Asked.Project,
        Provider = provider ?? Asked.Provider,
        Type = type,
        Decision = decision switch { Decision.Granted => "granted", Decision.Refused => "refused", _ => null },
        Reason = reason,
        From = Minute(bucket?.From ?? Tallies!.From),
        To = Minute(bucket?.To ?? Tallies!.To),
    }.Address("/");

    /// <summary>A bucket's time as people read it: <c>Mon 23 Nov 09:00</c>, <c>Mon 23 Nov</c>.</summary>
    public string Words(DateTimeOffset begin) => begin.ToString(Span!.IsHourly ? "ddd d MMM HH:mm" : "ddd d MMM", CultureInfo.InvariantCulture);

    /// <summary>As short as an axis needs it.</summary>
    public string Tick(DateTimeOffset begin) => begin.ToString(Span!.IsHourly ? "HH:mm" : Span.Buckets == 7 ? "ddd d" : "d MMM", CultureInfo.InvariantCulture);
}

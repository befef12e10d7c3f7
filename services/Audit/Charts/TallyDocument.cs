using System.ComponentModel;
using System.Text.Json.Serialization;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Charts;

/// <summary>Grants and refusals of a time, as the API gives them and the page shows them. Numbers are entries unless they say otherwise.</summary>
public sealed record TallyDocument
{
    public required DateTimeOffset From { get; init; }

    [Description("The end of the time, not in it.")]
    public required DateTimeOffset To { get; init; }

    [Description("hour or day, of UTC.")]
    public required string Bucket { get; init; }

    [Description("The one project whose entries are counted, by its id or normalised name; null for all.")]
    public required string? Project { get; init; }
    public required string? Provider { get; init; }

    [Description("The index of the last entry that is counted; -1 for none.")]
    public required long CountedTo { get; init; }

    [Description("When that entry was appended.")]
    public required DateTimeOffset? CountedToTime { get; init; }

    [Description("The index of the newest entry of the log; -1 for an empty log.")]
    public required long Head { get; init; }
    public required DecisionCount Total { get; init; }

    [Description("In the order of time, those without entries too.")]
    public required IReadOnlyList<BucketCount> Buckets { get; init; }

    [Description("Most entries first. An entry with several reasons is counted for each.")]
    public required IReadOnlyList<ReasonCount> Reasons { get; init; }

    [Description("Most entries first.")]
    public required IReadOnlyList<ProviderCount> Providers { get; init; }

    internal static TallyDocument Of(ChartQuestion question, string? project, TallyReach reach, IReadOnlyList<TallyRow> rows)
    {
        var (window, whole) = (question.Window, rows.Where(row => row.Reason.Length == 0).ToList());
        var byBucket = whole.ToLookup(row => row.Bucket);
        return new TallyDocument
        {
            From = window.From,
            To = window.To,
            Bucket = window.Span.IsHourly ? "hour" : "day",
            Project = project,
            Provider = question.Provider,
            CountedTo = reach.Position,
            CountedToTime = reach.AppendedAt,
            Head = reach.Head,
            Total = DecisionCount.Of(whole),
            Buckets = [.. window.Beginnings.Select(begin => new BucketCount { From = begin, To = begin + window.Span.Bucket, Count = DecisionCount.Of(byBucket[begin]) })],
            Reasons =
            [
                .. rows.Where(row => row.Reason.Length > 0).GroupBy(row => row.Reason, StringComparer.Ordinal)
                    .Select(reason => new ReasonCount { Reason = reason.Key, Entries = reason.Sum(row => row.Entries), Exchanges = reason.Sum(row => row.Exchanges) })
                    .OrderByDescending(reason => reason.Entries).ThenBy(reason => reason.Reason, StringComparer.Ordinal),
            ],
            Providers =
            [
                .. whole.GroupBy(row => (row.Provider, IsSummary: row.Type == nameof(ExchangeRefusalsSummarised)))
                    .Select(one => new ProviderCount { Provider = one.Key.Provider.Length > 0 ? one.Key.Provider : null, IsSummary = one.Key.IsSummary, Count = DecisionCount.Of(one) })
                    .OrderByDescending(one => one.Count.Entries).ThenBy(one => one.Provider, StringComparer.Ordinal),
            ],
        };
    }
}

/// <summary>Of one hour or day.</summary>
public sealed record BucketCount
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required DecisionCount Count { get; init; }
}

/// <summary>Grants and refusals.</summary>
public sealed record DecisionCount
{
    public required long Granted { get; init; }
    public required long Refused { get; init; }

    [Description("How many exchanges the refusals are: a summary is one entry and tells of many.")]
    public required long RefusedExchanges { get; init; }

    [JsonIgnore]
    public long Entries => Granted + Refused;

    internal static DecisionCount Of(IEnumerable<TallyRow> rows)
    {
        var types = rows.ToLookup(row => row.Type == nameof(TokenMinted));
        return new DecisionCount { Granted = types[true].Sum(row => row.Entries), Refused = types[false].Sum(row => row.Entries), RefusedExchanges = types[false].Sum(row => row.Exchanges) };
    }
}

/// <summary>Refusals with one reason.</summary>
public sealed record ReasonCount
{
    public required string Reason { get; init; }
    public required long Entries { get; init; }

    [Description("How many exchanges were refused for it.")]
    public required long Exchanges { get; init; }
}

/// <summary>Of one CI provider.</summary>
public sealed record ProviderCount
{
    [Description("Null where the entries name none.")]
    public required string? Provider { get; init; }

    [Description("These are summaries, which count refusals without naming providers.")]
    public required bool IsSummary { get; init; }
    public required DecisionCount Count { get; init; }
}

/// <summary>Up to where is counted.</summary>
/// <param name="Position">The index of the last entry that is counted.</param>
/// <param name="AppendedAt">When it was appended.</param>
/// <param name="Head">The index of the newest entry.</param>
internal sealed record TallyReach(long Position, DateTimeOffset? AppendedAt, long Head);

/// <summary>A number of a bucket, as it is stored.</summary>
internal sealed record TallyRow(DateTimeOffset Bucket, string Type, string Provider, string Reason, long Entries, long Exchanges);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TallyDocument))]
internal sealed partial class TalliesJson : JsonSerializerContext;

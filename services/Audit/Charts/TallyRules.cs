using System.Text.Json;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Charts;

/// <summary>What a tally is about; see <see cref="Tally"/>.</summary>
internal readonly record struct TallyKey(DateTimeOffset Hour, string Type, string Provider, string Reason);

internal readonly record struct TallyCount(long Entries, long Exchanges)
{
    public static TallyCount operator +(TallyCount one, TallyCount other) => new(one.Entries + other.Entries, one.Exchanges + other.Exchanges);
}

/// <summary>An entry that decides an exchange, as it is counted.</summary>
/// <param name="Type">Its type.</param>
/// <param name="At">When it happened.</param>
/// <param name="Body">Null for one that cannot be read.</param>
internal sealed record CountedEntry(string Type, DateTimeOffset At, JsonElement? Body);

/// <summary>Counts entries, by the facets that the filters of the reading API go by. So whoever asks for the entries behind a number gets that many.</summary>
internal static class TallyRules
{
    /// <summary>More than any producer counts in one summary: a wrong number must not make the sums overflow.</summary>
    public const long MaximumExchanges = 1_000_000_000_000;

    /// <summary>The types that are counted: those that decide.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. EntryTypes.All.Where(type => type.Decision is not null).Select(type => type.Name)];

    public static IReadOnlyDictionary<TallyKey, TallyCount> Count(IEnumerable<CountedEntry> entries)
    {
        var tallies = new Dictionary<TallyKey, TallyCount>();
        foreach (var entry in entries)
        {
            var (facets, reasons) = Read(entry);
            var key = new TallyKey(HourOf(entry.At), entry.Type, Value(facets, FacetKind.Provider), "");
            Add(key, reasons is null ? 1 : Sum(reasons));
            foreach (var reason in facets.Where(facet => facet.Kind == FacetKind.Reason).Select(facet => facet.Value))
            {
                Add(key with { Reason = reason }, reasons is null ? 1 : Sum(reasons.Where(count => count.Reason == reason)));
            }
        }

        return tallies;

        void Add(TallyKey key, long exchanges) => tallies[key] = tallies.GetValueOrDefault(key) + new TallyCount(1, exchanges);
    }

    public static DateTimeOffset HourOf(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerHour));
    }

    /// <summary>What it is about, and for a summary what it counts. Somebody may have changed the bytes: the tree tells, and it still is one entry.</summary>
    private static (IReadOnlyList<Facet> Facets, IReadOnlyList<RefusalCount>? Counts) Read(CountedEntry entry)
    {
        try
        {
            return entry.Body is { } body
                ? (EntryTypes.Find(entry.Type)!.ReadFacets(body),
                    entry.Type == nameof(ExchangeRefusalsSummarised) ? body.Deserialize(ContractsJson.Default.ExchangeRefusalsSummarised)!.Counts : null)
                : ([], null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentNullException)
        {
            return ([], null);
        }
    }

    private static long Sum(IEnumerable<RefusalCount> counts) =>
        counts.Aggregate(0L, (sum, count) => Math.Min(MaximumExchanges, sum + Math.Clamp(count.Count, 0, MaximumExchanges)));

    private static string Value(IReadOnlyList<Facet> facets, FacetKind kind) => facets.FirstOrDefault(facet => facet.Kind == kind).Value ?? "";
}

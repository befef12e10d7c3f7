using TrustedPublishing.Contracts;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>Refusals since the last summary. Reasons and configured issuers are few, whatever strangers send.</summary>
internal sealed class RefusalCounts
{
    private readonly Lock adding = new();
    private Dictionary<(string Reason, string? Issuer), long> counts = [];
    private DateTimeOffset since;

    public RefusalCounts(DateTimeOffset now) => since = now;

    public void Add(string reason, string? issuer)
    {
        lock (adding)
        {
            counts[(reason, issuer)] = counts.GetValueOrDefault((reason, issuer)) + 1;
        }
    }

    /// <summary>Everything since the last call; null if there was nothing.</summary>
    public ExchangeRefusalsSummarised? Take(DateTimeOffset now)
    {
        lock (adding)
        {
            var (taken, from) = (counts, since);
            (counts, since) = ([], now);
            return taken.Count == 0 ? null : new ExchangeRefusalsSummarised
            {
                From = from,
                Until = now,
                Counts = [.. taken
                    .OrderBy(count => count.Key.Reason, StringComparer.Ordinal)
                    .ThenBy(count => count.Key.Issuer, StringComparer.Ordinal)
                    .Select(count => new RefusalCount { Reason = count.Key.Reason, Issuer = count.Key.Issuer, Count = count.Value })],
            };
        }
    }

    /// <summary>A summary that could not be written: its counts go into the next one.</summary>
    public void PutBack(ExchangeRefusalsSummarised summary)
    {
        lock (adding)
        {
            since = summary.From;
            foreach (var count in summary.Counts)
            {
                var key = (count.Reason, count.Issuer);
                counts[key] = counts.GetValueOrDefault(key) + count.Count;
            }
        }
    }
}

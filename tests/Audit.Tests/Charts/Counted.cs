using System.Text.Json;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Contracts;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Charts;

/// <summary>Records that decide exchanges, of any provider and time.</summary>
internal static class Counted
{
    public static Record Minted(DateTimeOffset at, string provider, params ProjectRef[] projects) => Of(Records.Minted(1), ContractsJson.Default.TokenMinted, at,
        minted => minted with { Provider = provider, Projects = projects });

    public static Record Denied(DateTimeOffset at, string provider, string reason, params ProjectRef[] projects) => Of(Records.Denied(1, reason, projects), ContractsJson.Default.TokenExchangeDenied, at,
        denied => denied with { Provider = provider });

    public static Record Summarised(DateTimeOffset at, params (string Reason, long Count)[] counts) => Records.Of(
        1,
        nameof(ExchangeRefusalsSummarised),
        JsonSerializer.SerializeToElement(
            new ExchangeRefusalsSummarised { From = at, Until = at.AddSeconds(1), Counts = [.. counts.Select(count => new RefusalCount { Reason = count.Reason, Count = count.Count })] },
            ContractsJson.Default.ExchangeRefusalsSummarised)) with { OccurredAt = at };

    /// <summary>A log of everything: several hours, providers, projects and reasons, and entries that decide nothing.</summary>
    public static IEnumerable<Record> Mixed(int count, DateTimeOffset until, params ProjectRef[] projects)
    {
        string[] providers = ["github", "gitlab", "my-ci.2"];
        string[] reasons = ["workflow_mismatch", "pinned_id_mismatch", "expired"];
        return Enumerable.Range(0, count).Select(i =>
        {
            var (at, provider) = (until.AddMinutes(-37 * (i % 400)), providers[i % 3]);
            return ((i % 7) switch
            {
                0 => Denied(at, provider, reasons[i % 2], projects[i % projects.Length]),
                1 => Denied(at, provider, reasons[2]),
                2 => Summarised(at, ("malformed_request", i), ("unknown_issuer", 2), ("unknown_issuer", 3)),
                3 => Minted(at, provider, projects),
                _ => Minted(at, provider, projects[i % projects.Length]),
            }) with { Sequence = i + 1 };
        });
    }

    private static Record Of<T>(Record record, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, DateTimeOffset at, Func<T, T> change) =>
        record with { OccurredAt = at, Body = JsonSerializer.SerializeToElement(change(record.Body.Deserialize(json)!), json) };
}

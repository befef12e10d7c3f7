using System.Diagnostics;
using System.Diagnostics.Metrics;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>The service's spans and meters. Tags are of fixed sets: outcomes, denial reasons, providers.</summary>
internal sealed class ExchangeTelemetry
{
    private const string Name = "TrustedPublishing.TokenExchange";

    public static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> exchanges;
    private readonly Counter<long> refusalsCounted;
    private readonly Counter<long> introspections;
    private readonly Counter<long> revocations;

    public ExchangeTelemetry(IMeterFactory meters, PublisherDirectory directory)
    {
        var meter = meters.Create(Name);
        exchanges = meter.CreateCounter<long>("exchanges", "{exchange}", "Exchanges by outcome, denial reason and provider.");
        refusalsCounted = meter.CreateCounter<long>("refusals.counted", "{refusal}", "Refusals that were counted and not recorded in full.");
        introspections = meter.CreateCounter<long>("introspections", "{introspection}", "Introspections by whether the token was good.");
        revocations = meter.CreateCounter<long>("revocations", "{revocation}", "Tokens that somebody wanted revoked, by cause and outcome.");
        LedgerBatchSize = meter.CreateHistogram<int>("ledger.batch.size", "{exchange}", "Exchanges that shared a commit.");
        meter.CreateObservableGauge("publishers.age", () => directory.Age is { Days: < 1 } age ? age.TotalSeconds : double.NaN, "s", "Age of the directory of trusted publishers.");
        meter.CreateObservableGauge("publishers.count", () => directory.Count, "{publisher}", "Trusted publishers in memory.");
    }

    public Histogram<int> LedgerBatchSize { get; }

    /// <param name="outcome"><c>minted</c>, <c>refused</c> or <c>unavailable</c>.</param>
    /// <param name="reason">The denial reason or what was unavailable.</param>
    /// <param name="provider">The kind of provider, once the issuer is known.</param>
    public void CountExchange(string outcome, string? reason, string? provider) => exchanges.Add(
        1,
        new KeyValuePair<string, object?>("outcome", outcome),
        new KeyValuePair<string, object?>("reason", reason ?? ""),
        new KeyValuePair<string, object?>("provider", provider ?? ""));

    public void CountRefusalNotRecorded(string reason) => refusalsCounted.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void CountIntrospection(bool isActive) => introspections.Add(1, new KeyValuePair<string, object?>("active", isActive));

    /// <param name="cause"><c>burned</c>, <c>revoked</c> or <c>leaked</c>.</param>
    /// <param name="outcome"><c>revoked</c>, <c>nothing_to_do</c> or <c>unknown</c>.</param>
    public void CountRevocation(string cause, string outcome) =>
        revocations.Add(1, new KeyValuePair<string, object?>("cause", cause), new KeyValuePair<string, object?>("outcome", outcome));
}

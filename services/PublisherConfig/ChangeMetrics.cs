using System.Diagnostics.Metrics;

namespace TrustedPublishing.PublisherConfig;

/// <summary>Counts what owners change and what they are refused, by kind; no names.</summary>
internal sealed class ChangeMetrics
{
    private readonly Counter<long> changes;
    private readonly Counter<long> refusals;

    public ChangeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("TrustedPublishing.PublisherConfig");
        changes = meter.CreateCounter<long>("publisher_config.changes", "{change}", "Committed changes by record type.");
        refusals = meter.CreateCounter<long>("publisher_config.refusals", "{refusal}", "Refused changes by problem code.");
    }

    public void Changed(string recordType) => changes.Add(1, new KeyValuePair<string, object?>("type", recordType));

    public void Refused(string code) => refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}

using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Alerts.Rules;

/// <summary><c>missing_records</c>: a producer skipped numbers, so records are missing or late.</summary>
internal sealed class MissingRecordsRule : IAlertRule
{
    public string Name => "missing_records";

    public IEnumerable<Subject> Subjects(SeenEntry entry) => [];

    public IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory) =>
        entry.As(FindingsJson.Default.ProducerSequenceGap) is { } gap
            ? [new AlertRaised { Rule = Name, Entries = [entry.Index], What = "producer", Value = gap.Of, Count = gap.LastMissing - gap.FirstMissing + 1 }]
            : [];
}

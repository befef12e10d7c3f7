using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TrustedPublishing.Audit.Appending;

/// <summary>What the append tells traces and metrics: types and producers, never what a record says.</summary>
internal sealed class AppendTelemetry : IDisposable
{
    public const string Name = "TrustedPublishing.Audit";

    private static readonly ActivitySource Source = new(Name);

    private readonly Meter meter;
    private readonly Counter<long> appended;
    private readonly Counter<long> redelivered;
    private readonly Counter<long> errors;
    private readonly Histogram<double> lag;

    public AppendTelemetry(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        appended = meter.CreateCounter<long>("audit.entries", "{entry}", "Entries appended, by type.");
        redelivered = meter.CreateCounter<long>("audit.redelivered", "{record}", "Records that the log had already, by producer.");
        errors = meter.CreateCounter<long>("audit.append.errors", "{batch}", "Batches that could not be appended and will come again, by producer.");
        lag = meter.CreateHistogram<double>("audit.lag", "s", "From what happened to its entry's commit, by producer.");
    }

    public void Dispose() => meter.Dispose();

    public void Failed(string producer) => errors.Add(1, Producer(producer));

    /// <param name="producer">Whose records they were.</param>
    /// <param name="received">How many records were received.</param>
    /// <param name="written">What became of them.</param>
    /// <param name="began">When the append began.</param>
    /// <param name="committed">When its transaction was committed.</param>
    public void Appended(string producer, int received, IReadOnlyList<PlannedEntry> written, DateTimeOffset began, DateTimeOffset committed)
    {
        Appended(written);
        var taken = 0;
        foreach (var planned in written.Where(IsTheRecordItself))
        {
            taken++;
            lag.Record((committed - planned.Source.OccurredAt).TotalSeconds, Producer(producer));
        }

        redelivered.Add(received - taken, Producer(producer));
        if (Source.HasListeners())
        {
            foreach (var planned in written)
            {
                Span(planned, began, committed);
            }
        }
    }

    /// <summary>Entries that are committed now.</summary>
    public void Appended(IReadOnlyList<PlannedEntry> written)
    {
        foreach (var ofType in written.CountBy(planned => planned.Entry.Type))
        {
            appended.Add(ofType.Value, KeyValuePair.Create<string, object?>("type", ofType.Key));
        }
    }

    // Findings about numbers come beside an entry of their record; all others are the record's own.
    private static bool IsTheRecordItself(PlannedEntry planned) =>
        planned.Unreadable is not null || planned.Entry.RecordId == planned.Source.Id;

    /// <summary>The commit is shared by many requests, so each record gets a span of its own in the trace of its request.</summary>
    private static void Span(PlannedEntry planned, DateTimeOffset began, DateTimeOffset committed)
    {
        if (!ActivityContext.TryParse(planned.Source.TraceParent, null, isRemote: true, out var request))
        {
            return;
        }
        var current = Activity.Current;
        using (var span = Source.StartActivity($"append {planned.Entry.Type}", ActivityKind.Internal, request, startTime: began))
        {
            span?.SetTag("audit.index", planned.Entry.Index);
            span?.SetEndTime(committed.UtcDateTime);
        }
        Activity.Current = current;
    }

    private static KeyValuePair<string, object?> Producer(string producer) => new("producer", producer);
}

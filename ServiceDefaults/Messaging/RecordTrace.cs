using System.Diagnostics;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.ServiceDefaults.Messaging;

/// <summary>
/// Keeps the trace of a request together across the bus: a batch carries records of many requests, so each record gets spans
/// of its own, as children of the span that made it.
/// </summary>
internal static class RecordTrace
{
    private static readonly ActivitySource Source = new("TrustedPublishing.Messaging");

    /// <summary>One producer span a record; disposing the result ends them.</summary>
    public static IDisposable? StartPublishing(IReadOnlyList<OutgoingRecord> records) =>
        Source.HasListeners() ? new Spans(records.Select(r => (r.Id, r.Type, r.TraceParent)), "publish", ActivityKind.Producer) : null;

    /// <summary>One consumer span a record; disposing the result ends them.</summary>
    public static IDisposable? StartConsuming(IReadOnlyList<Record> records) =>
        Source.HasListeners() ? new Spans(records.Select(r => (r.Id, r.Type, r.TraceParent)), "consume", ActivityKind.Consumer) : null;

    private sealed class Spans : IDisposable
    {
        private readonly List<Activity> started = [];

        public Spans(IEnumerable<(Guid Id, string Type, string? TraceParent)> records, string operation, ActivityKind kind)
        {
            var current = Activity.Current;
            foreach (var (id, type, traceParent) in records)
            {
                if (ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
                    && Source.StartActivity($"{operation} {type}", kind, parent) is { } span)
                {
                    span.SetTag("messaging.system", "rabbitmq").SetTag("messaging.message.id", id);
                    started.Add(span);
                }
            }

            // What follows belongs to the batch, not to its last record.
            Activity.Current = current;
        }

        public void Dispose() => started.ForEach(span => span.Dispose());
    }
}

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
    public static IDisposable StartPublishing(IReadOnlyList<Record> records) => new Spans(records, "publish", ActivityKind.Producer);

    /// <summary>One consumer span a record; disposing the result ends them.</summary>
    public static IDisposable StartConsuming(IReadOnlyList<Record> records) => new Spans(records, "consume", ActivityKind.Consumer);

    private sealed class Spans : IDisposable
    {
        private readonly List<Activity> started = [];

        public Spans(IReadOnlyList<Record> records, string operation, ActivityKind kind)
        {
            var current = Activity.Current;
            foreach (var record in records)
            {
                if (ActivityContext.TryParse(record.TraceParent, null, isRemote: true, out var parent)
                    && Source.StartActivity($"{operation} {record.Type}", kind, parent) is { } span)
                {
                    span.SetTag("messaging.system", "rabbitmq").SetTag("messaging.message.id", record.Id);
                    started.Add(span);
                }
            }

            // What follows belongs to the batch, not to its last record.
            Activity.Current = current;
        }

        public void Dispose() => started.ForEach(span => span.Dispose());
    }
}

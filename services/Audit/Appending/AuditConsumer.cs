using System.Text.Json;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.Audit.Appending;

/// <summary>Takes each producer's records from its queue to the log.</summary>
internal sealed partial class AuditConsumer(EntryAppender appender, AppendTelemetry telemetry, TimeProvider time, ILogger<AuditConsumer> logger) : IRecordConsumer
{
    public async Task ConsumeAsync(string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        IReadOnlyList<PlannedEntry> written;
        try
        {
            written = await appender.AppendAsync(producer, [.. records.Select(OrNothing)], cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failed(producer);
            Log.AppendFailed(logger, producer, records.Count, exception);
            throw; // the same batch comes again
        }

        telemetry.Appended(producer, records.Count, written, began, time.GetUtcNow());
        foreach (var finding in written.Where(planned => planned.Entry.Producer == EntryTypes.Audit))
        {
            Log.Finding(logger, finding.Entry.Type, producer, finding.Source.Sequence, finding.Entry.Index);
        }
    }

    // JSON may hold null where C# sees a record. It becomes an unreadable record, like all that is not one.
    private static Record OrNothing(Record? record) =>
        record ?? new Record { Id = Guid.Empty, Sequence = 0, Type = "", OccurredAt = default, Body = JsonElement.Parse("null") };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not append {Count} records of {Producer}; they come again")]
        public static partial void AppendFailed(ILogger logger, string producer, int count, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Finding} of {Producer} at its record {Sequence}: see entry {Index}")]
        public static partial void Finding(ILogger logger, string finding, string producer, long sequence, long index);
    }
}

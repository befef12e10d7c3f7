using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.Audit.Appending;

/// <summary>Takes each producer's records from its queue to the log.</summary>
internal sealed partial class AuditConsumer(EntryAppender appender, AppendTelemetry telemetry, TimeProvider time, ILogger<AuditConsumer> logger) : IRecordConsumer
{
    /// <summary>
    /// When a replica stops or loses its connection, the broker may give the batch after its last one to another replica
    /// first. A gap is believed when it still stands after this time.
    /// </summary>
    private static readonly TimeSpan GapPatience = TimeSpan.FromSeconds(5);

    /// <summary>By producer: the record before which something is missing, and since when. One batch a producer comes at a time.</summary>
    private readonly ConcurrentDictionary<string, (Guid Before, long Since)> gaps = new(StringComparer.Ordinal);

    public Task ConsumeAsync(string producer, IReadOnlyList<Record> records, CancellationToken cancellationToken) =>
        AppendAsync(producer, [.. records.Select(record => new Arrival(record))], cancellationToken);

    /// <summary>The message becomes an entry of its own; the records that were in it show as a gap.</summary>
    public Task ConsumeUnreadableAsync(string producer, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        // The same bytes delivered again are the same message, so its id is made from them.
        var id = new Guid(SHA256.HashData(message.Span).AsSpan(0, 16), bigEndian: true);
        var standIn = new Record { Id = id, Sequence = 0, Type = "", OccurredAt = time.GetUtcNow(), Body = JsonElement.Parse("null") };
        return AppendAsync(producer, [new Arrival(standIn, Encoding.UTF8.GetString(message.Span))], cancellationToken);
    }

    private async Task AppendAsync(string producer, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        IReadOnlyList<PlannedEntry> written;
        try
        {
            written = await AppendPatientlyAsync(producer, arrivals, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfOrderException && !cancellationToken.IsCancellationRequested)
        {
            telemetry.Failed(producer);
            throw; // the same batch comes again
        }

        telemetry.Appended(producer, arrivals.Count, written, began, time.GetUtcNow());
        foreach (var finding in written.Where(planned => planned.Entry.Producer == EntryTypes.Audit))
        {
            Log.Finding(logger, finding.Entry.Type, producer, finding.Source.Sequence, finding.Entry.Index);
        }
    }

    /// <exception cref="OutOfOrderException">Something is missing before the batch, and may still come.</exception>
    private async Task<IReadOnlyList<PlannedEntry>> AppendPatientlyAsync(
        string producer, IReadOnlyList<Arrival> arrivals, CancellationToken cancellationToken)
    {
        if (await appender.TryAppendWithoutGapsAsync(producer, arrivals, cancellationToken) is { } written)
        {
            return written;
        }

        var first = arrivals[0].Record.Id;
        var gap = gaps.AddOrUpdate(producer, _ => (first, time.GetTimestamp()), (_, known) => known.Before == first ? known : (first, time.GetTimestamp()));
        return time.GetElapsedTime(gap.Since) < GapPatience
            ? throw new OutOfOrderException($"Records of {producer} are missing before sequence {arrivals[0].Record.Sequence}.")
            : await appender.AppendAsync(producer, arrivals, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Finding} of {Producer} at its record {Sequence}: see entry {Index}")]
        public static partial void Finding(ILogger logger, string finding, string producer, long sequence, long index);
    }
}

using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.ServiceDefaults.Outbox;

public static class OutboxSetup
{
    /// <summary>Adds the relay from this service's outbox to its exchange. <c>AddMessaging</c> must say that the service produces.</summary>
    public static WebApplicationBuilder AddOutboxRelay(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<OutboxRelay>();
        return builder;
    }
}

/// <summary>
/// Sends the outbox to the broker: in order, at least once, up to <see cref="BatchSize"/> records a message. A row goes when the
/// broker has confirmed it; while the broker is away rows wait. Of several replicas one relays at a time.
/// </summary>
internal sealed partial class OutboxRelay(NpgsqlDataSource database, RecordPublisher publisher, TimeProvider time, ILogger<OutboxRelay> logger)
    : BackgroundService
{
    private const int BatchSize = 500;

    // Neither this nor the DELETE is prepared: a plan that was made while the table was empty reads all of it, and would stay.
    private static readonly string SelectSql =
        $"SELECT sequence, record_id, type, occurred_at, trace_parent, body FROM outbox WHERE sequence > $1 ORDER BY sequence LIMIT {BatchSize}";

    /// <summary>Of this database; held by the transaction that relays.</summary>
    private const long AdvisoryLock = 0x7470_6f75_7462_6f78;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After a batch that was not full. A message and its append cost the same for one record as for hundreds, so under load the
    /// next batch gathers some; after a quiet moment the first record goes at once.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly Meter Meter = new("TrustedPublishing.Outbox");
    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("outbox.lag", "s", "From a record's event to the broker's confirm.");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("outbox.sent", "{record}", "Records that the broker confirmed.");

    /// <summary>
    /// The last number that went, 0 after a quiet moment: what was deleted stands at the left end of the index until it is vacuumed, and
    /// need not be walked for each batch. Numbers are committed in their order, so none below it can come later.
    /// </summary>
    private long sentUpTo;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayUntilBrokenAsync(() => pause = TimeSpan.Zero, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database or the broker is away. The rows wait; nothing is lost.
                pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, pause.TotalSeconds + 1));
                Log.Paused(logger, pause.TotalSeconds, e.GetType().Name, e.Message);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayUntilBrokenAsync(Action onSuccess, CancellationToken cancellationToken)
    {
        sentUpTo = 0;
        await using var listener = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {Outbox.Channel}", listener))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            int sent;
            while ((sent = await RelayOnceAsync(cancellationToken)) > 0)
            {
                onSuccess();
                if (sent < BatchSize)
                {
                    await Task.Delay(Gather, time, cancellationToken);
                }
            }

            // A notification wakes it; the poll covers what a dead replica left behind.
            await listener.WaitAsync(Poll, cancellationToken);
        }
    }

    /// <returns>How many records the broker has confirmed.</returns>
    internal async Task<int> RelayOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({AdvisoryLock})", connection, transaction))
        {
            if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return 0;
            }
        }

        var records = await ReadAsync(connection, transaction, cancellationToken);
        if (records.Count == 0)
        {
            sentUpTo = 0;
            return 0;
        }

        await SendAsync(records, cancellationToken);
        await using var delete = new NpgsqlCommand("DELETE FROM outbox WHERE sequence BETWEEN $1 AND $2", connection, transaction);
        delete.Parameters.AddWithValue(records[0].Sequence);
        delete.Parameters.AddWithValue(records[^1].Sequence);
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        sentUpTo = records[^1].Sequence;
        return records.Count;
    }

    private async Task<List<OutgoingRecord>> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var records = new List<OutgoingRecord>();
        await using var select = new NpgsqlCommand(SelectSql, connection, transaction);
        select.Parameters.AddWithValue(sentUpTo);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            records.Add(new OutgoingRecord(
                row.GetInt64(0),
                row.GetGuid(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetFieldValue<byte[]>(5)));
        }

        return records;
    }

    private async Task SendAsync(List<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        await publisher.PublishAsync(records, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var record in records)
        {
            Lag.Record((now - record.OccurredAt).TotalSeconds, new KeyValuePair<string, object?>("type", record.Type));
        }

        Sent.Add(records.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Outbox relay pauses for {Seconds} s: {Kind}: {Reason}")]
        public static partial void Paused(ILogger logger, double seconds, string kind, string reason);
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>
/// Puts refusals on record. The first of an ID token, target and reason is durable in full before the answer; repeats,
/// what goes over the budget and what was never verified are counted and summarised each second. It writes on its own,
/// apart from the ledger, and little at a time: a flood of refusals cannot hold up a minted token.
/// </summary>
internal sealed partial class RefusalRecorder : BackgroundService
{
    private const int MaxBatch = 64;
    private const int MaxWaiting = 1024;

    private static readonly TimeSpan SummaryInterval = TimeSpan.FromSeconds(1);

    /// <summary>As long as an ID token can live: after that it is refused as expired anyway.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    /// <summary>Repeats mostly come soon; for later ones the database remembers.</summary>
    private static readonly TimeSpan RememberedInMemory = TimeSpan.FromMinutes(5);

    private readonly Channel<WaitingRefusal> queue = Channel.CreateBounded<WaitingRefusal>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly ConcurrentDictionary<string, (Guid RecordId, DateTimeOffset Until)> recorded = new(StringComparer.Ordinal);
    private readonly Lock spending = new();
    private readonly RefusalBudget budget;
    private readonly RefusalCounts counts;
    private readonly NpgsqlDataSource database;
    private readonly ExchangeTelemetry telemetry;
    private readonly TimeProvider time;
    private readonly ILogger<RefusalRecorder> logger;

    public RefusalRecorder(
        NpgsqlDataSource database, IOptions<RefusalOptions> options, ExchangeTelemetry telemetry, TimeProvider time, ILogger<RefusalRecorder> logger)
    {
        this.database = database;
        this.telemetry = telemetry;
        this.time = time;
        this.logger = logger;
        budget = new RefusalBudget(options.Value.PerSecond, options.Value.PerAccountAndMinute);
        counts = new RefusalCounts(time.GetUtcNow());
    }

    /// <summary>Counts a refusal that gets no record of its own.</summary>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="issuer">Only an issuer that is configured here.</param>
    public void Count(DenialReason reason, string? issuer)
    {
        counts.Add(reason.Code, issuer);
        telemetry.CountRefusalNotRecorded(reason.Code);
    }

    /// <summary>Returns when the refusal is on record, or counted because it repeats one or the budget is spent.</summary>
    /// <returns>The id of its record, or of the record that it repeats; null if it is only counted.</returns>
    /// <exception cref="UnavailableException">The database does not take it: then the refusal must not be told either.</exception>
    public async Task<Guid?> RecordAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        var key = refusal.Key();
        var name = Convert.ToHexString(key);
        if (recorded.TryGetValue(name, out var earlier))
        {
            Count(refusal.Reason, refusal.IdToken.Issuer);
            return earlier.RecordId;
        }

        if (!MayRecord(refusal))
        {
            Count(refusal.Reason, refusal.IdToken.Issuer);
            return null;
        }

        var now = time.GetUtcNow();
        var record = OutboxRecord.Of(refusal.ToMessage(), ContractsJson.Default.TokenExchangeDenied, now);
        var waiting = new WaitingRefusal(name, key, now + Remembered, record);
        if (!queue.Writer.TryWrite(waiting))
        {
            Count(refusal.Reason, refusal.IdToken.Issuer);
            return null;
        }

        var outcome = await waiting.Outcome.Task.WaitAsync(cancellationToken);
        recorded[name] = (outcome.RecordId, now + RememberedInMemory);
        if (!outcome.IsFirst)
        {
            Count(refusal.Reason, refusal.IdToken.Issuer);
        }

        return outcome.RecordId;
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(WriteRecordsAsync(), WriteSummariesAsync(stoppingToken));

        // Nothing can be counted any more. Part of what is waited for at the end, so that the database is still there.
        await SummariseAsync();
    }

    private bool MayRecord(Refusal refusal)
    {
        lock (spending)
        {
            return budget.TryTake(refusal.Account, time.GetUtcNow());
        }
    }

    private async Task WriteRecordsAsync()
    {
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var taken = new List<WaitingRefusal>();
            while (taken.Count < MaxBatch && queue.Reader.TryRead(out var waiting))
            {
                taken.Add(waiting);
            }

            await WriteAsync([.. taken.GroupBy(waiting => waiting.Name, StringComparer.Ordinal).Select(group => group.ToList())]);
        }
    }

    /// <summary>One row for each group of equal refusals; all but the first of a group are repeats.</summary>
    private async Task WriteAsync(List<List<WaitingRefusal>> groups)
    {
        try
        {
            var outcomes = await RefusalStatement.ExecuteAsync(database, [.. groups.Select(group => (group[0].Key, group[0].KeptUntil, group[0].Record))]);
            foreach (var (group, outcome) in groups.Zip(outcomes))
            {
                group[0].Outcome.TrySetResult(outcome);
                group.Skip(1).ToList().ForEach(repeat => repeat.Outcome.TrySetResult(outcome with { IsFirst = false }));
            }
        }
        catch (Exception e)
        {
            Log.NotRecorded(logger, groups.Count, e.Message);
            groups.ForEach(group => group.ForEach(waiting => waiting.Outcome.TrySetException(UnavailableException.Ledger(e))));
        }
    }

    private async Task WriteSummariesAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SummaryInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SummariseAsync();
                Forget();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last summary comes when the records are written.
        }
    }

    private async Task SummariseAsync()
    {
        var now = time.GetUtcNow();
        if (counts.Take(now) is not { } summary)
        {
            return;
        }

        try
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var record = OutboxRecord.Of(summary, ContractsJson.Default.ExchangeRefusalsSummarised, now);
            await Outbox.AppendAsync(connection, transaction, [record], CancellationToken.None);
            await transaction.CommitAsync();
        }
        catch (NpgsqlException e)
        {
            counts.PutBack(summary);
            Log.NotSummarised(logger, e.Message);
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (name, (_, until)) in recorded)
        {
            if (until < now)
            {
                recorded.TryRemove(name, out _);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} refusals could not be recorded; their requests fail with 503: {Reason}")]
        public static partial void NotRecorded(ILogger logger, int count, string reason);

        [LoggerMessage(LogLevel.Warning, "The summary of refusals could not be written; its counts go into the next one: {Reason}")]
        public static partial void NotSummarised(ILogger logger, string reason);
    }

    private sealed record WaitingRefusal(string Name, byte[] Key, DateTimeOffset KeptUntil, OutboxRecord Record)
    {
        public TaskCompletionSource<RecordedRefusal> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

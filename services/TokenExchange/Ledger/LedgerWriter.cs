using System.Data;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>
/// Writes exchanges to PostgreSQL, many with one commit: requests wait in a queue, and the one writer takes whatever is
/// there when it comes back from the last commit. Nobody waits for a batch to fill.
/// </summary>
internal sealed partial class LedgerWriter : BackgroundService
{
    /// <summary>Most exchanges that share a commit.</summary>
    internal const int MaxBatch = 256;

    /// <summary>Most exchanges that wait; more are turned away at once.</summary>
    private const int MaxWaiting = 4096;

    private static readonly TimeSpan LookupPatience = TimeSpan.FromSeconds(5);

    private readonly Channel<WaitingEntry> queue = Channel.CreateBounded<WaitingEntry>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly NpgsqlDataSource database;
    private readonly PublisherDirectory directory;
    private readonly TimeSpan maxDirectoryAge;
    private readonly ILogger<LedgerWriter> logger;
    private readonly Histogram<int> batchSize;

    /// <summary>Kept while exchanges wait: what is done to a connection that goes back to the pool costs as much as some exchanges.</summary>
    private NpgsqlConnection? connection;

    /// <summary>The number of that connection's session at the server, kept when it is lost.</summary>
    private int session;

    public LedgerWriter(
        NpgsqlDataSource database,
        PublisherDirectory directory,
        IOptions<PublisherOptions> publishers,
        ExchangeTelemetry telemetry,
        ILogger<LedgerWriter> logger)
    {
        this.database = database;
        this.directory = directory;
        maxDirectoryAge = publishers.Value.MaxAge;
        this.logger = logger;
        batchSize = telemetry.LedgerBatchSize;
    }

    /// <summary>Returns when the entry is durable or will never be. Cancelling takes back an entry that nobody has taken up yet.</summary>
    /// <exception cref="UnavailableException">The ledger does not work, or too many wait.</exception>
    public async Task<ClaimOutcome> ClaimAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var waiting = new WaitingEntry(entry, cancellationToken);
        if (!queue.Writer.TryWrite(waiting))
        {
            throw UnavailableException.Overload();
        }

        return await waiting.Outcome.Task.WaitAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What waits is still written: its clients have been told nothing yet.
        queue.Writer.TryComplete();
        if (ExecuteTask is not null)
        {
            await ExecuteTask.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var taken = new List<WaitingEntry>();
            while (taken.Count < MaxBatch && queue.Reader.TryRead(out var waiting))
            {
                taken.Add(waiting);
            }

            try
            {
                await WriteAsync(LedgerBatch.From(taken, Admit));
                if (queue.Reader.Count == 0)
                {
                    await CloseAsync();
                }
            }
            catch (Exception e)
            {
                // A mistake of ours must not end the writer; nobody in the batch gets a token.
                Log.Broken(logger, taken.Count, e);
                taken.ForEach(waiting => waiting.Outcome.TrySetException(UnavailableException.Unknown(e)));
            }
        }
    }

    /// <summary>The age of the directory and the publisher count again here: time may have passed since the match.</summary>
    private bool Admit(WaitingEntry waiting)
    {
        if (waiting.CancellationToken.IsCancellationRequested)
        {
            waiting.Outcome.TrySetCanceled(waiting.CancellationToken);
            return false;
        }

        if (directory.Age > maxDirectoryAge)
        {
            waiting.Outcome.TrySetException(UnavailableException.Publishers());
            return false;
        }

        if (!directory.StillStands(waiting.Entry.Publisher))
        {
            waiting.Outcome.TrySetResult(ClaimOutcome.PublisherChanged);
            return false;
        }

        return true;
    }

    private async Task WriteAsync(LedgerBatch batch)
    {
        if (batch.IsEmpty)
        {
            return;
        }

        // Exchanges of several traces share it: it stands in the first one's trace and links to all of them.
        var links = batch.Links.ToList();
        var first = links.Count > 0 ? links[0].Context : default;
        using var span = ExchangeTelemetry.Source.StartActivity("commit exchanges", ActivityKind.Internal, first, links: links);
        span?.SetTag("ledger.batch_size", batch.Count);
        batchSize.Record(batch.Count);
        try
        {
            batch.Complete(await LedgerStatement.ExecuteAsync(await OpenAsync(), batch.Entries));
        }
        catch (UnavailableException e)
        {
            batch.Fail(e);
        }
        catch (PostgresException e) when (IsAboutData(e))
        {
            await SplitAsync(batch, e);
        }
        catch (PostgresException e) when (!EndsTheConnection(e))
        {
            // The server answered that nothing was written.
            Log.NotWritten(logger, batch.Count, e.SqlState, e.MessageText);
            batch.Fail(UnavailableException.Ledger(e));
        }
        catch (NpgsqlException e)
        {
            Log.ConnectionLost(logger, batch.Count, e.Message);
            await LookUpAsync(batch, e);
        }
    }

    /// <summary>Nothing was sent yet, so a failure here means that nothing was written.</summary>
    private async Task<NpgsqlConnection> OpenAsync()
    {
        if (connection is { State: ConnectionState.Open })
        {
            return connection;
        }

        try
        {
            await CloseAsync();
            connection = await database.OpenConnectionAsync();
            session = connection.ProcessID;
            return connection;
        }
        catch (NpgsqlException e)
        {
            Log.NotReachable(logger, e.Message);
            throw UnavailableException.Ledger(e);
        }
    }

    private async Task CloseAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }
    }

    /// <summary>A value that PostgreSQL refuses harms its own request only: the batch is halved until that one is alone.</summary>
    private async Task SplitAsync(LedgerBatch batch, PostgresException e)
    {
        if (batch.Count == 1)
        {
            Log.BadEntry(logger, batch.Entries[0].Token.IdTokenDigest is { } digest ? Convert.ToHexStringLower(digest) : "", e.SqlState, e.ConstraintName ?? e.ColumnName);
            batch.Fail(UnavailableException.Ledger(e));
            return;
        }

        var (first, second) = batch.Halve();
        await WriteAsync(first);
        await WriteAsync(second);
    }

    /// <summary>
    /// The connection went before the answer came, so the commit may have happened, and may happen yet: the session at the server is ended
    /// first. The token ids are random: one that is in the ledger then was written by this batch.
    /// </summary>
    private async Task LookUpAsync(LedgerBatch batch, NpgsqlException lost)
    {
        using var patience = new CancellationTokenSource(LookupPatience);
        while (true)
        {
            var reason = "The session of the lost connection does not end.";
            try
            {
                await using var other = await database.OpenConnectionAsync(patience.Token);
                if (await LedgerStatement.EndAsync(other, session, patience.Token))
                {
                    batch.CompleteFound(await LedgerStatement.FindAsync(other, batch.TokenIds, patience.Token), UnavailableException.Ledger(lost));
                    return;
                }
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                reason = e.Message;
            }

            if (patience.IsCancellationRequested)
            {
                Log.OutcomeUnknown(logger, batch.Count, reason);
                batch.Fail(UnavailableException.Unknown(lost));
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }

    /// <summary>Class 22 is data exceptions, class 23 integrity constraint violations.</summary>
    private static bool IsAboutData(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal);

    /// <summary>FATAL or PANIC, for example 57P01 (terminated by an administrator), which can come after the commit.</summary>
    private static bool EndsTheConnection(PostgresException e) => e.InvariantSeverity is "FATAL" or "PANIC";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "PostgreSQL refused a batch of {Count} exchanges ({SqlState}): {Reason}")]
        public static partial void NotWritten(ILogger logger, int count, string sqlState, string reason);

        [LoggerMessage(LogLevel.Warning, "PostgreSQL cannot be reached: {Reason}")]
        public static partial void NotReachable(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The connection was lost while a batch of {Count} exchanges was written; looking the tokens up: {Reason}")]
        public static partial void ConnectionLost(ILogger logger, int count, string reason);

        [LoggerMessage(LogLevel.Error, "Whether a batch of {Count} exchanges was written is unknown: {Reason}")]
        public static partial void OutcomeUnknown(ILogger logger, int count, string reason);

        [LoggerMessage(LogLevel.Error, "PostgreSQL refuses a value of the exchange of ID token {IdTokenDigest} ({SqlState}, {Constraint}); it should have been checked before")]
        public static partial void BadEntry(ILogger logger, string idTokenDigest, string sqlState, string? constraint);

        [LoggerMessage(LogLevel.Error, "A batch of {Count} exchanges failed unexpectedly")]
        public static partial void Broken(ILogger logger, int count, Exception exception);
    }
}

/// <summary>An entry and the request that waits for it.</summary>
internal sealed class WaitingEntry(LedgerEntry entry, CancellationToken cancellationToken)
{
    public LedgerEntry Entry => entry;

    public CancellationToken CancellationToken => cancellationToken;

    public TaskCompletionSource<ClaimOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request's span, for the commit's links.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;
}

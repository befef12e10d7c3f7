using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>
/// One change and its transaction. It begins by taking the next revision, which locks the counter row until the end: changes
/// happen one after the other, so revisions are in commit order, and one that is not committed leaves no gap.
/// </summary>
internal sealed class FeedChange : IAsyncDisposable
{
    private readonly PublisherConfigDb db;
    private readonly IDbContextTransaction transaction;

    private FeedChange(PublisherConfigDb db, IDbContextTransaction transaction, long revision, DateTimeOffset at) =>
        (this.db, this.transaction, Revision, At) = (db, transaction, revision, at);

    public long Revision { get; }

    /// <summary>When it happens, in the microseconds that PostgreSQL keeps.</summary>
    public DateTimeOffset At { get; }

    public static async Task<FeedChange> BeginAsync(PublisherConfigDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var revisions = await db.Database
            .SqlQuery<long>($"UPDATE feed SET revision = revision + 1 WHERE id = 1 RETURNING revision")
            .ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        return new FeedChange(db, transaction, revisions.Single(), now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
    }

    /// <summary>Writes what the context tracks together with its records, and commits all.</summary>
    public async Task CommitAsync(IReadOnlyList<OutboxRecord> records, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        foreach (var record in records)
        {
            await db.AppendToOutboxAsync(record, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Rolls back what was not committed.</summary>
    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}

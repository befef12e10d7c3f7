using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>
/// One change of a project's members or invitations and its transaction. It holds the project's row, so that changes of one project
/// happen one after the other and the last owner stays. The exchange knows nothing of members: no revision is taken.
/// </summary>
internal sealed class MemberChange : IAsyncDisposable
{
    private readonly PublisherConfigDb db;
    private readonly IDbContextTransaction transaction;

    private MemberChange(PublisherConfigDb db, IDbContextTransaction transaction, Project project, DateTimeOffset at) =>
        (this.db, this.transaction, Project, At) = (db, transaction, project, at);

    public Project Project { get; }

    /// <summary>When it happens, in the microseconds that PostgreSQL keeps.</summary>
    public DateTimeOffset At { get; }

    /// <returns>Null if there is no such project.</returns>
    public static async Task<MemberChange?> BeginAsync(PublisherConfigDb db, Guid projectId, TimeProvider time, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var project = await db.Projects.FromSql($"SELECT * FROM projects WHERE id = {projectId} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (project is null)
        {
            await transaction.DisposeAsync();
            return null;
        }

        var now = time.GetUtcNow();
        return new MemberChange(db, transaction, project, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
    }

    /// <inheritdoc cref="BeginAsync(PublisherConfigDb, Guid, TimeProvider, CancellationToken)"/>
    public static async Task<MemberChange?> BeginAsync(PublisherConfigDb db, string projectName, TimeProvider time, CancellationToken cancellationToken) =>
        await ProjectQueries.FindAsync(db, projectName, cancellationToken) is { } project
            ? await BeginAsync(db, project.Id, time, cancellationToken)
            : null;

    /// <summary>Writes what the context tracks together with its record, and commits both.</summary>
    public async Task CommitAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await db.AppendToOutboxAsync(record, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Rolls back what was not committed.</summary>
    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}

using System.Data;
using Npgsql;

namespace TrustedPublishing.Audit.Appending;

/// <summary>
/// How Audit writes entries of its own: in one transaction with whatever else it has to write, so that neither is there without the other.
/// </summary>
internal sealed class OwnEntries(NpgsqlDataSource database, EntryAppender appender, AppendTelemetry telemetry)
{
    /// <param name="write">Writes, and appends entries by way of what it is given. When it throws, nothing was written.</param>
    /// <param name="cancellationToken">Gives up, as long as the transaction is not being committed.</param>
    public async Task<T> WriteAsync<T>(Func<OwnWrite, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var own = new OwnWrite(connection, appender);
        var result = await write(own, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        telemetry.Appended(own.Written);
        return result;
    }
}

/// <summary>One transaction of Audit's own.</summary>
internal sealed class OwnWrite(NpgsqlConnection connection, EntryAppender appender)
{
    private readonly List<PlannedEntry> written = [];

    /// <summary>Whatever is done through it is part of the transaction.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    public IReadOnlyList<PlannedEntry> Written => written;

    /// <summary>Locks that the caller needs are taken before: see <see cref="EntryAppender.AppendOwnAsync"/>.</summary>
    /// <returns>The indices of the new entries, in the order of the messages.</returns>
    public async Task<IReadOnlyList<long>> AppendAsync(IReadOnlyList<OwnMessage> messages, CancellationToken cancellationToken)
    {
        var appended = await appender.AppendOwnAsync(Connection, messages, cancellationToken);
        written.AddRange(appended);
        return [.. appended.Select(planned => planned.Entry.Index)];
    }
}

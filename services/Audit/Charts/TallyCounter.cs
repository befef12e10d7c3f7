using System.Data;
using Npgsql;

namespace TrustedPublishing.Audit.Charts;

/// <summary>
/// Takes the tallies of a scope a little further along the log. Tallies and place are one transaction: each entry is counted exactly once, whatever
/// crashes and however many replicas count. It only reads the log, so no append waits for it.
/// </summary>
internal sealed class TallyCounter(NpgsqlDataSource database)
{
    public const int BatchSize = 2000;

    /// <returns>Whether there may be more to count; false also while somebody else counts.</returns>
    public async Task<bool> CountAsync(string scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var store = new TallyStore(connection, scope);
        if (await store.LockAsync(cancellationToken) is not { } position)
        {
            return false;
        }

        var head = await store.HeadAsync(cancellationToken);
        if (head <= position)
        {
            return false;
        }

        var (entries, readTo) = await store.EntriesAsync(position, head, BatchSize, cancellationToken);
        await store.KeepAsync(TallyRules.Count(entries), readTo, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return readTo < head;
    }

    /// <summary>Begins to count a project, unless it has been begun. Of what no entry is about there is nothing to count.</summary>
    /// <returns>Whether it is counted.</returns>
    public async Task<bool> BeginAsync(string project, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO tally_places (scope, position) SELECT $1, -1 WHERE EXISTS (SELECT FROM entry_facets WHERE kind = 1 AND value = $1)
            ON CONFLICT (scope) DO NOTHING
            """);
        command.Parameters.AddWithValue(project);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var begun = database.CreateCommand("SELECT EXISTS (SELECT FROM tally_places WHERE scope = $1)");
        begun.Parameters.AddWithValue(project);
        return (bool)(await begun.ExecuteScalarAsync(cancellationToken))!;
    }
}

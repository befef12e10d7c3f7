using System.Data;
using System.Diagnostics;
using Npgsql;
using TrustedPublishing.Audit.Access;

namespace TrustedPublishing.Audit.Charts;

/// <summary>Reads tallies, as far as the current reader may see the entries behind them. Nothing else gives numbers to readers of one project.</summary>
internal sealed class TallyReader(NpgsqlDataSource database, TallyCounter counter, TallyWorker worker, CurrentReader reader)
{
    /// <summary>What a request counts of a project by itself; a longer one is counted on while its reader looks at what there is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>Null if the question is about another project than the reader may see.</returns>
    public async Task<TallyDocument?> ReadAsync(ChartQuestion question, CancellationToken cancellationToken)
    {
        var within = await reader.ScopeAsync(cancellationToken);
        if (within is not null && question.Project is not null && question.Project != within)
        {
            return null;
        }

        var project = within ?? question.Project;
        var isCounted = project is null || await CountAsync(project, cancellationToken);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One view of both: the place is that of these numbers.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var reach = await ReachAsync(connection, project ?? TallyStore.All, isCounted, cancellationToken);
        return TallyDocument.Of(question, project, reach, await RowsAsync(connection, question, project ?? TallyStore.All, cancellationToken));
    }

    private async Task<bool> CountAsync(string project, CancellationToken cancellationToken)
    {
        if (!await counter.BeginAsync(project, cancellationToken))
        {
            return false;
        }

        var begun = Stopwatch.GetTimestamp();
        while (await counter.CountAsync(project, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
            {
                worker.GoOn(project);
                break;
            }
        }

        return true;
    }

    /// <summary>Of a project that no entry is about, all there is has been counted.</summary>
    private static async Task<TallyReach> ReachAsync(NpgsqlConnection connection, string scope, bool isCounted, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT reach.position, (SELECT appended_at FROM entries WHERE index = reach.position), reach.head
            FROM (SELECT CASE WHEN $2 THEN (SELECT position FROM tally_places WHERE scope = $1) ELSE newest.head END AS position, newest.head
                  FROM (SELECT coalesce(max(index), -1) AS head FROM entries) AS newest) AS reach
            """,
            connection);
        command.Parameters.AddWithValue(scope);
        command.Parameters.AddWithValue(isCounted);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new TallyReach(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2));
    }

    private static async Task<IReadOnlyList<TallyRow>> RowsAsync(NpgsqlConnection connection, ChartQuestion question, string scope, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT date_trunc('{(question.Window.Span.IsHourly ? "hour" : "day")}', hour, 'UTC') AS bucket, type, provider, reason, sum(entries)::bigint, sum(exchanges)::bigint
            FROM tallies WHERE scope = $1 AND hour >= $2 AND hour < $3{(question.Provider is null ? "" : " AND provider = $4")}
            GROUP BY bucket, type, provider, reason
            """,
            connection);
        command.Parameters.AddWithValue(scope);
        command.Parameters.AddWithValue(question.Window.From);
        command.Parameters.AddWithValue(question.Window.To);
        if (question.Provider is { } provider)
        {
            command.Parameters.AddWithValue(provider);
        }

        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<TallyRow>();
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(new TallyRow(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5)));
        }

        return rows;
    }
}

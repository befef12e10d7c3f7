using System.Text.Json;
using Npgsql;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Charts;

/// <summary>The tallies of a scope and their place, in the transaction that the connection is in.</summary>
internal sealed class TallyStore(NpgsqlConnection connection, string scope)
{
    /// <summary>The whole log.</summary>
    public const string All = "";

    /// <summary>Null while somebody else counts.</summary>
    public async Task<long?> LockAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT position FROM tally_places WHERE scope = $1 FOR UPDATE SKIP LOCKED", scope);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The index of the newest entry. Entries are committed in the order of their indices, so up to it none is missing.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT coalesce(max(index), -1) FROM entries");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The next entries that decide, of the next <paramref name="limit"/> entries of the scope.</summary>
    /// <returns>With the index up to which was read; <paramref name="head"/> if nothing comes after these.</returns>
    public async Task<(IReadOnlyList<CountedEntry> Entries, long ReadTo)> EntriesAsync(long after, long head, int limit, CancellationToken cancellationToken)
    {
        const string Columns = "e.index, e.type, e.occurred_at, CASE WHEN e.type = ANY ($4) THEN e.canonical END";
        await using var command = scope == All
            ? Command($"SELECT {Columns} FROM entries AS e WHERE index > $1 AND index <= $2 ORDER BY index LIMIT $3", after, head, limit, Types)
            : Command(
                // OFFSET 0: the project's list is read in its order, and each entry looked up.
                $"""
                SELECT {Columns} FROM
                    (SELECT entry_index FROM entry_facets WHERE kind = {(short)FacetKind.Project} AND value = $5 AND entry_index > $1 AND entry_index <= $2
                     ORDER BY entry_index LIMIT $3) AS listed
                CROSS JOIN LATERAL (SELECT * FROM entries WHERE index = listed.entry_index OFFSET 0) AS e ORDER BY e.index
                """,
                after, head, limit, Types, scope);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<CountedEntry>();
        var (read, last) = (0, after);
        while (await row.ReadAsync(cancellationToken))
        {
            (read, last) = (read + 1, row.GetInt64(0));
            if (!row.IsDBNull(3))
            {
                entries.Add(new CountedEntry(row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), Body(row.GetFieldValue<byte[]>(3))));
            }
        }

        return (entries, read < limit ? head : last);
    }

    public async Task KeepAsync(IReadOnlyDictionary<TallyKey, TallyCount> counted, long position, CancellationToken cancellationToken)
    {
        // In one order, always: nobody waits for another in a circle.
        var tallies = counted.OrderBy(one => one.Key.Hour).ThenBy(one => one.Key.Type, StringComparer.Ordinal).ToArray();
        await using var keep = Command(
            """
            INSERT INTO tallies (scope, hour, type, provider, reason, entries, exchanges)
            SELECT $1, hour, type, provider, reason, entries, exchanges FROM unnest($2, $3, $4, $5, $6, $7) AS counted (hour, type, provider, reason, entries, exchanges)
            ON CONFLICT (scope, hour, type, provider, reason)
            DO UPDATE SET entries = tallies.entries + excluded.entries, exchanges = tallies.exchanges + excluded.exchanges
            """,
            scope,
            tallies.Select(one => one.Key.Hour).ToArray(),
            tallies.Select(one => one.Key.Type).ToArray(),
            tallies.Select(one => one.Key.Provider).ToArray(),
            tallies.Select(one => one.Key.Reason).ToArray(),
            tallies.Select(one => one.Value.Entries).ToArray(),
            tallies.Select(one => one.Value.Exchanges).ToArray());
        await keep.ExecuteNonQueryAsync(cancellationToken);
        await using var move = Command("UPDATE tally_places SET position = $2 WHERE scope = $1", scope, position);
        await move.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string[] Types { get; } = [.. TallyRules.Types];

    private static JsonElement? Body(byte[] canonical)
    {
        try
        {
            using var entry = JsonDocument.Parse(canonical);
            return entry.RootElement.GetProperty("body").Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null; // somebody changed the bytes: the tree tells
        }
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}

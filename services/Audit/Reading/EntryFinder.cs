using System.Globalization;
using System.Text;
using Npgsql;

namespace TrustedPublishing.Audit.Reading;

/// <summary>
/// Finds the indices of a page. Of each part of the filter, and of the time, it reads a little of the lists from the cursor on, takes what leads furthest,
/// looks those indices up on the others, and goes on from there. So a rare value is found at once however long the log is, and nothing
/// depends on the database's statistics, which know nothing of a value that came a minute ago and take it that matches are spread evenly.
/// </summary>
internal sealed class EntryFinder(NpgsqlDataSource database)
{
    private const int LargestStep = 10_000;

    public async Task<IReadOnlyList<long>> FindAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var parts = page.Filter.Parts;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (parts.Count == 0 && !page.Filter.HasTime)
        {
            return await CheckAsync(connection, page, [], null, page.Limit, cancellationToken);
        }

        // Every list lies in order already. A plan that sorts, or that does not go by an index, would read all of it first. Up to PostgreSQL 17 what is
        // off counts as a cost of 10¹⁰, for which it would compile a query of a millisecond for a tenth of a second.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var inOrder = new NpgsqlCommand(
            "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off; SET LOCAL jit = off", connection))
        {
            await inOrder.ExecuteNonQueryAsync(cancellationToken);
        }

        var found = new List<long>();
        var (after, step) = (page.After, page.Limit);
        while (true)
        {
            var stretches = await ReadAsync(connection, parts, page.Order, after, step, cancellationToken);
            if (page.Filter.HasTime)
            {
                stretches.Add(await TimeBlocks.ReadAsync(connection, page.Filter, page.Order, after, step, cancellationToken));
            }
            var stretch = Stretch.Sparsest(stretches, page.Order);
            var left = page.Limit - found.Count;
            found.AddRange(parts.Count == 1 && !page.Filter.HasTime
                ? stretch.Indices.Take(left)
                : await CheckAsync(connection, page, parts, stretch.Indices, left, cancellationToken));
            if (stretch.End is null || found.Count == page.Limit)
            {
                return found;
            }
            (after, step) = (stretch.End, Math.Max(step, Math.Min(4 * step, LargestStep)));
        }
    }

    /// <summary>The first <paramref name="step"/> indices of each list, and what they make together.</summary>
    private static async Task<List<Stretch>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<EntryLists> parts, EntryOrder order, long? after, int step, CancellationToken cancellationToken)
    {
        if (parts.Count == 0)
        {
            return [];
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var part in parts)
        {
            foreach (var value in part.Values)
            {
                var command = new NpgsqlBatchCommand($"""
                    SELECT {part.Index} FROM {part.Table} WHERE {part.Sort} AND {part.Column} = $1{Beyond(part.Index, order, after)}
                    {(part.HasOne ? "" : $"ORDER BY {part.Index} {Direction(order)} LIMIT {Text(step)}")}
                    """);
                command.Parameters.Add(new NpgsqlParameter { Value = value });
                batch.BatchCommands.Add(command);
            }
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var stretches = new List<Stretch>();
        foreach (var part in parts)
        {
            var lists = new List<IReadOnlyList<long>>();
            foreach (var _ in part.Values)
            {
                lists.Add(await IndicesAsync(reader, cancellationToken));
                await reader.NextResultAsync(cancellationToken);
            }
            stretches.Add(Stretch.Of(lists, step, order));
        }
        return stretches;
    }

    /// <summary>Those of the candidates, or of the whole log from the cursor on, that are in the time and on every part.</summary>
    private static async Task<IReadOnlyList<long>> CheckAsync(
        NpgsqlConnection connection, PageRequest page, IReadOnlyList<EntryLists> parts, IReadOnlyList<long>? candidates, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        // OFFSET 0, here and below: each candidate is looked up, and no list read instead.
        var sql = new StringBuilder(candidates is null
            ? $"SELECT index FROM entries AS e WHERE true{Beyond("index", page.Order, page.After)}"
            : $"SELECT e.index FROM unnest({Parameter(candidates.ToArray())}) AS c (index) CROSS JOIN LATERAL (SELECT * FROM entries WHERE index = c.index OFFSET 0) AS e WHERE true");
        if (page.Filter.From is { } from)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND occurred_at >= {Parameter(from)}");
        }
        if (page.Filter.To is { } to)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND occurred_at < {Parameter(to)}");
        }
        foreach (var part in parts)
        {
            var any = string.Join(", ", part.Values.Select(Parameter));
            sql.Append(part.Table == "entries"
                ? $" AND {part.Column} IN ({any})"
                : $" AND EXISTS (SELECT FROM {part.Table} AS l WHERE {part.Sort} AND {part.Column} IN ({any}) AND {part.Index} = e.index OFFSET 0)");
        }
        command.CommandText = sql.Append(CultureInfo.InvariantCulture, $" ORDER BY e.index {Direction(page.Order)} LIMIT {limit}").ToString();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await IndicesAsync(reader, cancellationToken);

        string Parameter(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return $"${Text(command.Parameters.Count)}";
        }
    }

    internal static async Task<List<long>> IndicesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var indices = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            indices.Add(reader.GetInt64(0));
        }
        return indices;
    }

    private static string Beyond(string column, EntryOrder order, long? after) =>
        after is { } index ? $" AND {column} {(order == EntryOrder.Oldest ? '>' : '<')} {index.ToString(CultureInfo.InvariantCulture)}" : "";

    internal static string Direction(EntryOrder order) => order == EntryOrder.Oldest ? "ASC" : "DESC";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Npgsql;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Reading;

/// <summary>The time of a filter as one more list: the entries of all <see cref="TimeBlock"/>s that may have it.</summary>
internal static class TimeBlocks
{
    /// <summary>The entries of the next blocks, about <paramref name="step"/> of them.</summary>
    public static async Task<Stretch> ReadAsync(
        NpgsqlConnection connection, EntryFilter filter, EntryOrder order, long? after, int step, CancellationToken cancellationToken)
    {
        var blocks = Math.Max(2, step / TimeBlock.Width);
        // The block that the cursor is in comes once more: there may be more in it.
        var beyond = after is { } index ? $" AND index {(order == EntryOrder.Oldest ? ">=" : "<=")} {(index / TimeBlock.Width).ToString(CultureInfo.InvariantCulture)}" : "";
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(filter, $"""
            SELECT index FROM time_blocks WHERE latest >= $1 AND earliest < $2{beyond}
            ORDER BY index {EntryFinder.Direction(order)} LIMIT {blocks.ToString(CultureInfo.InvariantCulture)}
            """));
        // What comes after the last whole block is looked at itself.
        batch.BatchCommands.Add(Command(filter, $"""
            SELECT index FROM (
                SELECT DISTINCT index / {TimeBlock.Width} AS index FROM entries
                WHERE index >= (SELECT coalesce(max(index) + 1, 0) FROM time_blocks) * {TimeBlock.Width} AND occurred_at >= $1 AND occurred_at < $2) AS last
            WHERE true{beyond}
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var whole = await EntryFinder.IndicesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var last = await EntryFinder.IndicesAsync(reader, cancellationToken);
        var inOrder = order == EntryOrder.Oldest ? last.Order() : last.OrderDescending();
        return Entries(Stretch.Of([whole, [.. inOrder.Take(blocks)]], blocks, order), order, after);
    }

    private static Stretch Entries(Stretch blocks, EntryOrder order, long? after)
    {
        var isOldest = order == EntryOrder.Oldest;
        var within = Enumerable.Range(0, TimeBlock.Width);
        var offsets = isOldest ? within : within.Reverse();
        var indices = blocks.Indices.SelectMany(block => offsets.Select(i => (block * TimeBlock.Width) + i));
        return new Stretch(
            [.. indices.Where(index => after is null || (isOldest ? index > after : index < after))],
            (blocks.End * TimeBlock.Width) + (isOldest ? TimeBlock.Width - 1 : 0));
    }

    private static NpgsqlBatchCommand Command(EntryFilter filter, string sql) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter { Value = filter.From ?? DateTimeOffset.MinValue },
            new NpgsqlParameter { Value = filter.To ?? DateTimeOffset.MaxValue },
        },
    };
}

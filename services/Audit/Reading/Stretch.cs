namespace TrustedPublishing.Audit.Reading;

/// <summary>What one part of a filter lets through, from a cursor on up to <paramref name="End"/>.</summary>
/// <param name="Indices">In the order of reading, each once.</param>
/// <param name="End">The index up to which nothing is missing; null if nothing comes after these.</param>
internal sealed record Stretch(IReadOnlyList<long> Indices, long? End)
{
    /// <param name="lists">The first so many indices of each list, in the order of reading.</param>
    /// <param name="step">How many were asked for: a list that has as many may go on.</param>
    /// <param name="order">The order of reading.</param>
    public static Stretch Of(IReadOnlyList<IReadOnlyList<long>> lists, int step, EntryOrder order)
    {
        var ends = lists.Where(list => list.Count >= step).Select(list => list[^1]).ToList();
        long? end = ends.Count == 0 ? null : order == EntryOrder.Oldest ? ends.Min() : ends.Max();
        var indices = lists.SelectMany(list => list).Where(index => end is null || index == end || Earlier(index, end.Value, order)).Distinct();
        return new Stretch([.. order == EntryOrder.Oldest ? indices.Order() : indices.OrderDescending()], end);
    }

    /// <summary>The one that leads furthest for its length: what is on all parts is on this one, so the others need not be walked.</summary>
    public static Stretch Sparsest(IReadOnlyList<Stretch> stretches, EntryOrder order)
    {
        var best = stretches[0];
        foreach (var stretch in stretches.Skip(1))
        {
            var isFurther = (best.End, stretch.End) switch
            {
                ({ } one, { } other) => Earlier(one, other, order),
                ({ }, null) => true,
                (null, { }) => false,
                (null, null) => stretch.Indices.Count < best.Indices.Count,
            };
            best = isFurther ? stretch : best;
        }
        return best;
    }

    private static bool Earlier(long one, long other, EntryOrder order) => order == EntryOrder.Oldest ? one < other : one > other;
}

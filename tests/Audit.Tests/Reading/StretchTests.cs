using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Tests.Reading;

public sealed class StretchTests
{
    [Theory]
    [InlineData("1 5 9", "", 4, EntryOrder.Oldest, "1 5 9", null)]
    [InlineData("1 5 9", "2 5", 4, EntryOrder.Oldest, "1 2 5 9", null)]
    [InlineData("1 5 9", "2 5", 3, EntryOrder.Oldest, "1 2 5 9", 9L)]
    [InlineData("1 5 9", "2 5 7", 3, EntryOrder.Oldest, "1 2 5 7", 7L)]
    [InlineData("1 5 9", "2 11", 3, EntryOrder.Oldest, "1 2 5 9", 9L)]
    [InlineData("9 5 1", "7 5 2", 3, EntryOrder.Newest, "9 7 5 2", 2L)]
    [InlineData("9 5 3", "7 2", 3, EntryOrder.Newest, "9 7 5 3", 3L)]
    [InlineData("", "", 3, EntryOrder.Oldest, "", null)]
    internal void Lists_are_merged_as_far_as_none_of_them_may_go_on(string one, string other, int step, EntryOrder order, string expected, long? end)
    {
        var stretch = Stretch.Of([Indices(one), Indices(other)], step, order);

        Assert.Equal((expected, end), (string.Join(' ', stretch.Indices), stretch.End));
    }

    [Theory]
    [InlineData("1 2 3", "1 900 901", EntryOrder.Oldest, "1 900 901")]
    [InlineData("1 900 901", "1 2 3", EntryOrder.Oldest, "1 900 901")]
    [InlineData("901 900 1", "901 900 899", EntryOrder.Newest, "901 900 1")]
    [InlineData("1 2 3", "900", EntryOrder.Oldest, "900")]
    [InlineData("900", "1 2 3", EntryOrder.Newest, "900")]
    [InlineData("1 2", "5", EntryOrder.Oldest, "5")]
    [InlineData("1", "5 6", EntryOrder.Oldest, "1")]
    [InlineData("1 2 3", "", EntryOrder.Oldest, "")]
    internal void The_sparsest_leads_furthest(string one, string other, EntryOrder order, string expected)
    {
        var sparsest = Stretch.Sparsest([Stretch.Of([Indices(one)], 3, order), Stretch.Of([Indices(other)], 3, order)], order);

        Assert.Equal(expected, string.Join(' ', sparsest.Indices));
    }

    private static long[] Indices(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
}

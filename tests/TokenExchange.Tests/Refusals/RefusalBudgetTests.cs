using TrustedPublishing.TokenExchange.Refusals;
using TrustedPublishing.TokenExchange.Tests.IdTokens;

namespace TrustedPublishing.TokenExchange.Tests.Refusals;

public sealed class RefusalBudgetTests
{
    // The beginning of a minute.
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_account_has_its_share_of_a_minute_and_no_more()
    {
        var budget = new RefusalBudget(perSecond: 100, perAccountAndMinute: 2);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => budget.TryTake("one", Now)));
        Assert.True(budget.TryTake("other", Now));
        Assert.False(budget.TryTake("one", Now.AddSeconds(59)));
        Assert.True(budget.TryTake("one", Now.AddSeconds(60)));
    }

    [Fact]
    public void All_together_have_their_share_of_a_second_and_no_more()
    {
        var budget = new RefusalBudget(perSecond: 3, perAccountAndMinute: 100);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => budget.TryTake($"account {i}", Now)));
        Assert.True(budget.TryTake("one", Now.AddSeconds(1)));
    }

    [Fact]
    public void Counts_that_could_not_be_written_go_into_the_next_summary()
    {
        var counts = new RefusalCounts(Now);
        counts.Add("expired", "https://issuer.example");
        var lost = counts.Take(Now.AddSeconds(1))!;
        counts.PutBack(lost);
        counts.Add("expired", "https://issuer.example");
        counts.Add("malformed_request", null);

        var summary = counts.Take(Now.AddSeconds(2))!;

        Assert.Equal((Now, Now.AddSeconds(2)), (summary.From, summary.Until));
        Assert.Equal(
            [("expired", "https://issuer.example", 2L), ("malformed_request", null, 1L)],
            summary.Counts.Select(count => (count.Reason, count.Issuer, count.Count)));
        Assert.Null(counts.Take(SampleClaims.Now));
    }
}

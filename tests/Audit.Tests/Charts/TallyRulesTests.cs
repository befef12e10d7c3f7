using System.Text.Json;
using TrustedPublishing.Audit.Charts;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Contracts;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Charts;

public sealed class TallyRulesTests
{
    private static readonly DateTimeOffset Noon = Records.Noon;

    [Fact]
    public void The_types_that_are_counted_are_those_that_decide() =>
        Assert.Equal([nameof(TokenMinted), nameof(TokenExchangeDenied), nameof(ExchangeRefusalsSummarised)], TallyRules.Types);

    [Fact]
    public void Entries_of_one_kind_and_hour_are_one_number() => Assert.Equal(
        [(new TallyKey(Noon, nameof(TokenMinted), "github", ""), new TallyCount(2, 2)), (new TallyKey(Noon.AddHours(1), nameof(TokenMinted), "github", ""), new TallyCount(1, 1))],
        Count(Counted.Minted(Noon, "github"), Counted.Minted(Noon.AddMinutes(59.99), "github"), Counted.Minted(Noon.AddHours(1), "github")));

    [Fact]
    public void A_refusal_is_counted_as_a_whole_and_for_its_reason() => Assert.Equal(
        [(new TallyKey(Noon, nameof(TokenExchangeDenied), "gitlab", ""), new TallyCount(1, 1)), (new TallyKey(Noon, nameof(TokenExchangeDenied), "gitlab", "expired"), new TallyCount(1, 1))],
        Count(Counted.Denied(Noon, "gitlab", "expired")));

    [Fact]
    public void A_summary_is_one_entry_and_one_for_each_of_its_reasons_and_as_many_exchanges_as_it_says() => Assert.Equal(
        [
            (new TallyKey(Noon, nameof(ExchangeRefusalsSummarised), "", ""), new TallyCount(1, 12)),
            (new TallyKey(Noon, nameof(ExchangeRefusalsSummarised), "", "bad_signature"), new TallyCount(1, 9)),
            (new TallyKey(Noon, nameof(ExchangeRefusalsSummarised), "", "unknown_key"), new TallyCount(1, 3)),
        ],
        Count(Counted.Summarised(Noon, ("bad_signature", 4), ("unknown_key", 3), ("bad_signature", 5))));

    [Fact]
    public void A_provider_or_reason_that_nobody_could_ask_for_is_not_named() => Assert.Equal(
        [(new TallyKey(Noon, nameof(TokenExchangeDenied), "", ""), new TallyCount(1, 1))],
        Count(Counted.Denied(Noon, "No Code", "<script>")));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"counts":null}""")]
    [InlineData("""{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:00Z","counts":null}""")]
    [InlineData("""{"from":"2026-11-23T12:00:00Z","until":"2026-11-23T12:00:00Z","counts":[null]}""")]
    public void A_body_that_somebody_changed_is_one_entry_all_the_same(string body)
    {
        var entry = new CountedEntry(nameof(ExchangeRefusalsSummarised), Noon, JsonElement.Parse(body));

        Assert.Equal([KeyValuePair.Create(new TallyKey(Noon, entry.Type, "", ""), new TallyCount(1, 1))], TallyRules.Count([entry]));
        Assert.Equal([KeyValuePair.Create(new TallyKey(Noon, entry.Type, "", ""), new TallyCount(1, 1))], TallyRules.Count([entry with { Body = null }]));
    }

    [Theory]
    [InlineData(new[] { long.MaxValue, long.MaxValue }, TallyRules.MaximumExchanges)]
    [InlineData(new[] { -5L, 3L }, 3)]
    [InlineData(new long[0], 0)]
    public void No_number_makes_the_sums_overflow(long[] counts, long sum) =>
        Assert.Equal(sum, Count(Counted.Summarised(Noon, [.. counts.Select(count => ("bad_signature", count))]))[0].Count.Exchanges);

    [Theory]
    [InlineData("2026-11-23T12:59:59.999999Z", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T12:15:00+05:30", "2026-11-23T06:00:00Z")]
    public void An_hour_is_one_of_UTC(string time, string hour) => Assert.Equal(DateTimeOffset.Parse(hour, null), TallyRules.HourOf(DateTimeOffset.Parse(time, null)));

    private static List<(TallyKey Key, TallyCount Count)> Count(params Record[] records) =>
        [.. TallyRules.Count(records.Select(record => new CountedEntry(record.Type, record.OccurredAt, record.Body))).Select(one => (one.Key, one.Value))];
}

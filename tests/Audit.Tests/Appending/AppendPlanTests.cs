using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Appending;

public sealed class AppendPlanTests
{
    private static readonly DateTimeOffset Now = Records.Noon.AddHours(1);

    [Fact]
    public void Numbers_entries_from_the_end_of_the_log()
    {
        var plan = Plan(State(nextIndex: 41, highest: 6), Records.Minted(7), Records.Minted(8));

        Assert.Equal([(41L, 7L), (42L, 8L)], plan.Select(planned => (planned.Entry.Index, planned.Entry.Sequence)));
        Assert.All(plan, planned => Assert.Equal(Now, planned.Entry.AppendedAt));
    }

    [Fact]
    public void Leaves_out_what_the_log_has()
    {
        var (first, second) = (Records.Minted(1), Records.Minted(2));

        var plan = Plan(State(nextIndex: 1, highest: 1, known: [first]), first, second, second);

        Assert.Equal([second.Id], plan.Select(planned => planned.Entry.RecordId));
    }

    [Fact]
    public void A_gap_becomes_an_entry_before_the_record_that_showed_it()
    {
        var late = Records.Minted(8);

        var plan = Plan(State(nextIndex: 4, highest: 4), late);

        Assert.Equal(["ProducerSequenceGap", "TokenMinted"], plan.Select(planned => planned.Entry.Type));
        Assert.Equal(
            $$"""{"first_missing":5,"last_missing":7,"of":"token-exchange","revealed_by":"{{late.Id}}"}""",
            Body(plan[0]));
        Assert.Equal(("audit", 1L, Now), (plan[0].Entry.Producer, plan[0].Entry.Sequence, plan[0].Entry.OccurredAt));
        Assert.Equal(Records.TraceId, plan[0].Entry.TraceId);
    }

    [Fact]
    public void The_first_record_of_a_producer_must_be_its_number_1() =>
        Assert.Contains("\"first_missing\":1,\"last_missing\":2", Body(Plan(State(), Records.Minted(3))[0]), StringComparison.Ordinal);

    [Fact]
    public void What_comes_late_fills_its_place_without_a_word()
    {
        var plan = Plan(State(nextIndex: 9, highest: 8), Records.Minted(6), Records.Minted(5), Records.Minted(9));

        Assert.Equal([6L, 5L, 9L], plan.Select(planned => planned.Entry.Sequence));
        Assert.All(plan, planned => Assert.Equal("TokenMinted", planned.Entry.Type));
    }

    [Fact]
    public void A_number_that_is_used_twice_becomes_an_entry_and_both_records_stay()
    {
        var (first, second) = (Records.Minted(3), Records.Minted(3));

        var plan = Plan(State(nextIndex: 3, highest: 2), first, second);

        Assert.Equal(["TokenMinted", "ProducerSequenceRepeated", "TokenMinted"], plan.Select(planned => planned.Entry.Type));
        Assert.Equal(
            $$"""{"earlier_record_id":"{{first.Id}}","later_record_id":"{{second.Id}}","of":"token-exchange","repeated_sequence":3}""",
            Body(plan[1]));
    }

    [Fact]
    public void A_number_that_the_log_has_already_is_repeated_too() =>
        Assert.Equal(
            ["ProducerSequenceRepeated", "TokenMinted"],
            Plan(State(nextIndex: 3, highest: 3, known: [Records.Minted(3)]), Records.Minted(3)).Select(planned => planned.Entry.Type));

    [Fact]
    public void An_unreadable_record_becomes_an_entry_that_keeps_it_whole()
    {
        var record = Records.Of(1, "Unheard", JsonElement.Parse("""{ "a": "b" }"""));

        var planned = Assert.Single(Plan(State(), record));

        var digest = PersonalDigest.Of(planned.Personal[0].Salt, "record", planned.Personal[0].Value);
        Assert.Equal(
            $$$"""{"of":"token-exchange","personal":{"record":"{{{digest}}}"},"reason":"unknown_type","unreadable_record_id":"{{{record.Id}}}","unreadable_sequence":"1"}""",
            Body(planned));
        Assert.Equal(
            $$$"""{"id":"{{{record.Id}}}","sequence":1,"type":"Unheard","occurred_at":"2026-11-23T12:00:01+00:00","trace_parent":"{{{Records.Trace}}}","body":{ "a": "b" }}""",
            Encoding.UTF8.GetString(planned.Personal[0].Value));
        Assert.Equal((record.Id, 1L, 0L), (planned.Unreadable!.RecordId, planned.Unreadable.Sequence, planned.Unreadable.EntryIndex));
    }

    [Fact]
    public void An_unreadable_record_has_had_its_number()
    {
        var plan = Plan(State(), Records.Minted(1), Records.Of(2, "Unheard", JsonElement.Parse("{}")), Records.Minted(3));

        Assert.Equal(["TokenMinted", "RecordUnreadable", "TokenMinted"], plan.Select(planned => planned.Entry.Type));
    }

    [Fact]
    public void An_id_of_another_record_is_not_believed()
    {
        var taken = Records.Minted(5);

        var plan = Plan(State(nextIndex: 5, highest: 4, taken: [taken.Id]), taken);

        Assert.Contains("\"reason\":\"record_id_reused\"", Body(Assert.Single(plan)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_no_batch_becomes_an_entry_once()
    {
        var standIn = Records.Minted(1) with { Sequence = 0 };

        var planned = Assert.Single(Plan(State(highest: 4), new Arrival(standIn, "garbage"), new Arrival(standIn, "garbage")));

        Assert.Contains("\"reason\":\"no_batch\"", Body(planned), StringComparison.Ordinal);
        Assert.Equal("garbage", Encoding.UTF8.GetString(planned.Personal[0].Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    [InlineData(long.MaxValue)]
    public void A_number_out_of_range_says_nothing_about_gaps(long sequence)
    {
        var plan = Plan(State(nextIndex: 4, highest: 4), Records.Minted(1) with { Sequence = sequence }, Records.Minted(5));

        Assert.Equal(["RecordUnreadable", "TokenMinted"], plan.Select(planned => planned.Entry.Type));
    }

    [Property]
    public void Every_record_gets_exactly_one_entry_and_the_index_has_no_gaps(byte[] sequences, bool[] isKnownType)
    {
        var records = sequences
            .Select((sequence, i) => Records.Minted(sequence) with { Type = isKnownType.ElementAtOrDefault(i) ? "TokenMinted" : "Unheard" })
            .ToArray();

        var plan = Plan(State(nextIndex: 10, highest: 3), records);

        Assert.Equal(Enumerable.Range(10, plan.Count).Select(i => (long)i), plan.Select(planned => planned.Entry.Index));
        Assert.Equal(
            records.Select(record => record.Id),
            plan.Select(planned => planned.Unreadable?.RecordId ?? planned.Entry.RecordId).Where(id => records.Any(record => record.Id == id)));
        Assert.Equal(
            Enumerable.Range(1, plan.Count(planned => planned.Entry.Producer == "audit")).Select(i => (long)i),
            plan.Where(planned => planned.Entry.Producer == "audit").Select(planned => planned.Entry.Sequence));
    }

    private static LogState State(long nextIndex = 0, long highest = 0, Record[]? known = null, Guid[]? taken = null) => new()
    {
        NextIndex = nextIndex,
        NextAuditSequence = 1,
        HighestSequence = highest,
        Known = (known ?? []).Select(record => new RecordKey(record.Sequence, record.Id)).ToHashSet(),
        TakenIds = (taken ?? []).ToHashSet(),
    };

    private static IReadOnlyList<PlannedEntry> Plan(LogState state, params Record[] records) =>
        Plan(state, [.. records.Select(record => new Arrival(record))]);

    private static IReadOnlyList<PlannedEntry> Plan(LogState state, params Arrival[] arrivals) =>
        AppendPlan.Of(EntryTypes.TokenExchange, arrivals, state, Now, new Entropy(() => Guid.NewGuid().ToByteArray(), Guid.NewGuid));

    private static string Body(PlannedEntry planned) => JsonElement.Parse(planned.Entry.Canonical).GetProperty("body").GetRawText();
}

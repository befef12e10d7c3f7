using System.Diagnostics;
using TrustedPublishing.Faults.Tests.Load;

namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>A checker that finds nothing shows nothing, unless it is known to find what there is.</summary>
public sealed class CheckerTests
{
    private static readonly Guid First = Guid.NewGuid();
    private static readonly Guid Second = Guid.NewGuid();

    [Fact]
    public void Finds_nothing_when_clients_ledger_and_log_agree_and_an_answer_was_lost() =>
        Assert.Empty(TokenRules.Violations([First], [(First, "a"), (Second, "b")], [First, Second]));

    [Fact]
    public void Finds_a_token_whose_record_is_missing() => Assert.Equal(
        [$"A client has the API token {First}, and the log has 0 TokenMinted of it.", $"The ledger has the API token {First}, and the log has no TokenMinted of it."],
        TokenRules.Violations([First], [(First, "a")], []));

    [Fact]
    public void Finds_a_record_that_is_there_twice() => Assert.Equal(
        [$"A client has the API token {First}, and the log has 2 TokenMinted of it.", $"The log has 2 TokenMinted of the API token {First}."],
        TokenRules.Violations([First], [(First, "a")], [First, First]));

    [Fact]
    public void Finds_a_record_without_a_row() => Assert.Equal(
        [$"The log has TokenMinted of the API token {First}, and the ledger has no row of it."],
        TokenRules.Violations([], [], [First]));

    [Fact]
    public void Finds_a_second_token_of_one_id_token_that_no_client_received() => Assert.Equal(
        ["The ledger has 2 API tokens of the ID token a."],
        TokenRules.Violations([First], [(First, "a"), (Second, "a")], [First, Second]));

    [Fact]
    public void Finds_a_correlation_id_that_leads_nowhere() => Assert.Equal(
        [$"A client was told the correlation id {First}, and the log has 0 records of it."],
        TokenRules.UnrecordedRefusals([First, Second, First], [Second]));

    [Fact]
    public void Finds_a_second_token_that_clients_received() =>
        Assert.StartsWith("One ID token gave 2 API tokens:", Assert.Single(Violations(Good(), new Outcome.Minted(First), new Outcome.Minted(Second))), StringComparison.Ordinal);

    [Theory]
    [InlineData("already_used", "is good was refused as already_used at replica 1")]
    [InlineData("no_publisher", "is good was refused as no_publisher at replica 1")]
    [InlineData("unknown_key", "is good was refused as unknown_key at replica 1")]
    public void Finds_a_refusal_of_a_good_id_token_that_was_never_used(string reason, string finding) =>
        Assert.Contains(finding, Assert.Single(Violations(Good(), new Outcome.Unavailable("temporarily-unavailable"), new Outcome.Refused(reason, null))), StringComparison.Ordinal);

    [Fact]
    public void Finds_a_token_for_what_is_to_be_refused() => Assert.Contains(
        "is to be refused (no_publisher) was minted for", Assert.Single(Violations(new IdTokenFacts("github", false, "no_publisher"), new Outcome.Minted(First))), StringComparison.Ordinal);

    [Fact]
    public void Finds_answers_that_no_client_should_get() => Assert.Equal(3, Violations(
        Good(), new Outcome.Broken("ResponseEnded"), new Outcome.Unclean("500"), new Outcome.Unavailable("other")).Count);

    [Fact]
    public void Lets_an_id_token_be_used_by_an_attempt_whose_outcome_nobody_knows()
    {
        Assert.Empty(Violations(Good(), new Outcome.Unavailable("outcome_unknown"), new Outcome.Refused("already_used", null)));
        Assert.Empty(Violations(Good(), new Outcome.Minted(First), new Outcome.Refused("already_used", null)));
    }

    [Fact]
    public void Lets_a_killed_replica_break_connections_while_it_is_away_and_no_longer()
    {
        var journal = new Journal();
        Add(journal, Good(), new Outcome.Broken("ResponseEnded"));
        journal.AddOutage(0, journal.Attempts[0].StartedAt);
        Assert.Empty(AnswerRules.Violations(journal));

        Add(journal, Good(), new Outcome.Broken("ResponseEnded"));
        Assert.Contains("got no answer (ResponseEnded) from a replica that was not killed", Assert.Single(AnswerRules.Violations(journal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_a_key_be_unknown_once_its_issuer_has_withdrawn_it()
    {
        var journal = new Journal();
        Add(journal, Good(), new Outcome.Refused("unknown_key", null));
        journal.AddWithdrawal("github");

        Assert.Empty(AnswerRules.Violations(journal));
    }

    [Fact]
    public void Reads_the_id_of_a_token_by_its_documented_form() => Assert.Equal(
        Guid.Parse("0199aef2-c8a1-742b-8f3c-0d5e6f7a8b9c"),
        ApiTokenId.Of("tpa-" + System.Buffers.Text.Base64Url.EncodeToString(
            [2, 1, 4, .. "host"u8, 2, 51, .. "1.9f86d081884c7d65.0199aef2c8a1742b8f3c0d5e6f7a8b9c"u8, 0, 0, 6, 0])));

    private static IdTokenFacts Good() => new("github", mayBeMinted: true);

    private static List<string> Violations(IdTokenFacts idToken, params Outcome[] outcomes)
    {
        var journal = new Journal();
        Array.ForEach(outcomes, outcome => Add(journal, idToken, outcome));
        return [.. AnswerRules.Violations(journal)];
    }

    private static void Add(Journal journal, IdTokenFacts idToken, Outcome outcome)
    {
        var now = Stopwatch.GetTimestamp();
        journal.Add(new Attempt(idToken, 0, now, Stopwatch.GetTimestamp(), outcome));
    }
}

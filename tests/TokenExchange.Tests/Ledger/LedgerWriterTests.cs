using Npgsql;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.Publishers;
using TrustedPublishing.TokenExchange.Tests.Service;

namespace TrustedPublishing.TokenExchange.Tests.Ledger;

/// <summary>Entries are queued before the writer starts where a test needs them in one batch.</summary>
public sealed class LedgerWriterTests(PostgresServer postgres) : IAsyncLifetime
{
    private LedgerFixture ledger = null!;

    public async ValueTask InitializeAsync() => ledger = await LedgerFixture.CreateAsync(postgres);

    public async ValueTask DisposeAsync() => await ledger.DisposeAsync();

    [Fact]
    public async Task Entries_that_wait_share_a_commit_and_are_numbered_without_gaps()
    {
        var claims = Enumerable.Range(0, 100).Select(_ => ledger.Writer.ClaimAsync(ledger.Entry(), default)).ToList();
        await ledger.Writer.StartAsync(default);

        Assert.All(await Task.WhenAll(claims), outcome => Assert.Equal(ClaimOutcome.Claimed, outcome));

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), await ledger.SequencesAsync());
        Assert.Equal(100, await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
        Assert.Equal(1, await ledger.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM minted_tokens"));
        Assert.Equal(100, await ledger.ScalarAsync<long>("SELECT last FROM outbox_sequence"));
    }

    [Fact]
    public async Task Of_equal_entries_in_one_batch_the_first_is_claimed()
    {
        var key = new byte[32];
        var claims = Enumerable.Range(0, 64).Select(_ => ledger.Writer.ClaimAsync(ledger.Entry(key), default)).ToList();
        await ledger.Writer.StartAsync(default);

        var outcomes = await Task.WhenAll(claims);

        Assert.Equal([ClaimOutcome.Claimed, .. Enumerable.Repeat(ClaimOutcome.AlreadyUsed, 63)], outcomes);
        Assert.Equal(ClaimOutcome.AlreadyUsed, await ledger.Writer.ClaimAsync(ledger.Entry(key), default));
        Assert.Equal([1L], await ledger.SequencesAsync());
    }

    [Fact]
    public async Task Two_replicas_that_claim_the_same_id_tokens_in_opposite_order_share_them_and_neither_fails()
    {
        using var other = ledger.NewWriter();
        var keys = Enumerable.Range(0, 200).Select(_ => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)).ToList();
        var here = keys.Select(key => ledger.Writer.ClaimAsync(ledger.Entry(key), default)).ToList();
        var there = keys.AsEnumerable().Reverse().Select(key => other.ClaimAsync(ledger.Entry(key), default)).ToList();
        await Task.WhenAll(ledger.Writer.StartAsync(default), other.StartAsync(default));

        var outcomes = (await Task.WhenAll(here)).Concat(await Task.WhenAll(there)).ToList();

        Assert.Equal(200, outcomes.Count(outcome => outcome == ClaimOutcome.Claimed));
        Assert.Equal(200, outcomes.Count(outcome => outcome == ClaimOutcome.AlreadyUsed));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), await ledger.SequencesAsync());
        Assert.Equal(200, await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
        await other.StopAsync(default);
    }

    [Fact]
    public async Task An_id_token_is_good_for_50_targets()
    {
        await ledger.Writer.StartAsync(default);
        var idToken = new byte[32];
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(ledger.Entry(idTokenKey: idToken), default));
        }

        Assert.Equal(ClaimOutcome.TooManyTargets, await ledger.Writer.ClaimAsync(ledger.Entry(idTokenKey: idToken), default));
        Assert.Equal(50, (await ledger.SequencesAsync()).Count);
    }

    [Fact]
    public async Task A_value_that_PostgreSQL_refuses_harms_only_its_own_entry()
    {
        var good = Enumerable.Range(0, 20).Select(_ => ledger.Writer.ClaimAsync(ledger.Entry(), default)).ToList();
        var bad = ledger.Writer.ClaimAsync(ledger.Entry(target: new string('x', 300)), default);
        good.AddRange(Enumerable.Range(0, 20).Select(_ => ledger.Writer.ClaimAsync(ledger.Entry(), default)));
        await ledger.Writer.StartAsync(default);

        Assert.All(await Task.WhenAll(good), outcome => Assert.Equal(ClaimOutcome.Claimed, outcome));
        Assert.Equal("temporarily-unavailable", (await Assert.ThrowsAsync<UnavailableException>(() => bad)).Code);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), await ledger.SequencesAsync());
    }

    [Fact]
    public async Task A_request_that_was_cancelled_while_it_waited_writes_nothing_and_harms_nobody()
    {
        using var cancelled = new CancellationTokenSource();
        var key = new byte[32];
        var gone = ledger.Writer.ClaimAsync(ledger.Entry(key), cancelled.Token);
        var stays = ledger.Writer.ClaimAsync(ledger.Entry(key), default);
        var other = ledger.Writer.ClaimAsync(ledger.Entry(), default);
        await cancelled.CancelAsync();
        await ledger.Writer.StartAsync(default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(ClaimOutcome.Claimed, await stays);
        Assert.Equal(ClaimOutcome.Claimed, await other);
        Assert.Equal(2, await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
    }

    [Fact]
    public async Task When_too_many_wait_more_are_turned_away_at_once()
    {
        var waiting = Enumerable.Range(0, 4096).Select(_ => ledger.Writer.ClaimAsync(ledger.Entry(), default)).ToList();

        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => ledger.Writer.ClaimAsync(ledger.Entry(), default));

        Assert.Equal("overload", refusal.Cause);
        await ledger.Writer.StartAsync(default);
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(ClaimOutcome.Claimed, outcome));
    }

    [Fact]
    public async Task What_waits_is_written_before_the_writer_stops()
    {
        var claims = Enumerable.Range(0, 10).Select(_ => ledger.Writer.ClaimAsync(ledger.Entry(), default)).ToList();
        await ledger.Writer.StartAsync(default);

        await ledger.Writer.StopAsync(default);

        Assert.All(await Task.WhenAll(claims), outcome => Assert.Equal(ClaimOutcome.Claimed, outcome));
        await Assert.ThrowsAsync<UnavailableException>(() => ledger.Writer.ClaimAsync(ledger.Entry(), default));
    }

    [Fact]
    public async Task A_publisher_that_changed_since_the_match_is_not_written()
    {
        var changed = ledger.Writer.ClaimAsync(ledger.Entry(), default);
        ledger.Apply(SamplePublisher.OfAccount(revision: 2, id: ledger.Publisher.Id).Change());
        await ledger.Writer.StartAsync(default);

        Assert.Equal(ClaimOutcome.PublisherChanged, await changed);

        ledger.Apply(new FeedChange(ledger.Publisher.Id, 3, null));
        Assert.Equal(ClaimOutcome.PublisherChanged, await ledger.Writer.ClaimAsync(ledger.Entry(), default));
        Assert.Equal(0, await ledger.ScalarAsync<long>("SELECT count(*) FROM used_id_tokens"));
    }

    [Fact]
    public async Task A_directory_that_grew_too_old_since_the_match_stops_the_write()
    {
        var time = TimeProvider.System;
        ledger.Directory.CompletePull(time.GetTimestamp() - ((long)LedgerFixture.MaxDirectoryAge.TotalSeconds + 1) * time.TimestampFrequency);
        await ledger.Writer.StartAsync(default);

        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => ledger.Writer.ClaimAsync(ledger.Entry(), default));

        Assert.Equal("publishers", refusal.Cause);
        Assert.Equal(0, await ledger.ScalarAsync<long>("SELECT count(*) FROM used_id_tokens"));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_again()
    {
        await ledger.Writer.StartAsync(default);
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(ledger.Entry(), default));
        ledger.Link.SwallowsAnswers = true;
        var claim = ledger.Writer.ClaimAsync(ledger.Entry(), default);
        await ExchangeStack.Until(async () => await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens") == 2);

        ledger.Link.SwallowsAnswers = false;
        ledger.Link.Cut();

        Assert.Equal(ClaimOutcome.Claimed, await claim);
    }

    [Fact]
    public async Task A_statement_that_is_still_at_work_when_its_connection_is_lost_is_ended_before_it_is_looked_up()
    {
        await ledger.Writer.StartAsync(default);
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(ledger.Entry(), default));
        await using var blocker = await ledger.Direct.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var lockRow = new NpgsqlCommand("SELECT last FROM outbox_sequence FOR UPDATE", blocker, transaction))
        {
            await lockRow.ExecuteScalarAsync();
        }

        var entry = ledger.Entry();
        var claim = ledger.Writer.ClaimAsync(entry, default);
        const string waiting = """
            SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'ledger-under-test' AND datname = current_database() AND wait_event_type = 'Lock'
            """;
        await ExchangeStack.Until(async () => await ledger.ScalarAsync<long>(waiting) == 1);
        ledger.Link.Cut();

        Assert.Equal("temporarily-unavailable", (await Assert.ThrowsAsync<UnavailableException>(() => claim)).Code);
        await transaction.RollbackAsync();
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(entry, default));
        Assert.Equal([1L, 2L], await ledger.SequencesAsync());
    }

    [Fact]
    public async Task A_statement_that_an_administrator_terminated_was_not_written()
    {
        await ledger.Writer.StartAsync(default);
        await using var blocker = await ledger.Direct.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var lockRow = new NpgsqlCommand("SELECT last FROM outbox_sequence FOR UPDATE", blocker, transaction))
        {
            await lockRow.ExecuteScalarAsync();
        }

        var entry = ledger.Entry();
        var claim = ledger.Writer.ClaimAsync(entry, default);
        const string terminate = """
            SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'ledger-under-test' AND datname = current_database() AND wait_event_type = 'Lock') AS terminated
            """;
        await ExchangeStack.Until(async () => await ledger.ScalarAsync<long>(terminate) == 1);

        Assert.Equal("temporarily-unavailable", (await Assert.ThrowsAsync<UnavailableException>(() => claim)).Code);
        await transaction.RollbackAsync();
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(entry, default));
        Assert.Equal([1L], await ledger.SequencesAsync());
    }

    [Fact]
    public async Task A_commit_that_cannot_be_looked_up_has_an_unknown_outcome()
    {
        await ledger.Writer.StartAsync(default);
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(ledger.Entry(), default));
        ledger.Link.SwallowsAnswers = true;
        var claim = ledger.Writer.ClaimAsync(ledger.Entry(), default);
        await ExchangeStack.Until(async () => await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens") == 2);

        ledger.Link.TurnsAway = true;
        ledger.Link.Cut();

        Assert.Equal("outcome_unknown", (await Assert.ThrowsAsync<UnavailableException>(() => claim)).Code);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_503_and_recovers()
    {
        await ledger.Writer.StartAsync(default);
        ledger.Link.TurnsAway = true;

        Assert.Equal("temporarily-unavailable", (await Assert.ThrowsAsync<UnavailableException>(() => ledger.Writer.ClaimAsync(ledger.Entry(), default))).Code);

        ledger.Link.TurnsAway = false;
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(ledger.Entry(), default));
    }
}

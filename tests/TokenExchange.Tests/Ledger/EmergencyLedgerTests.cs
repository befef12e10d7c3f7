using Npgsql;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Emergency;
using TrustedPublishing.TokenExchange.Ledger;

namespace TrustedPublishing.TokenExchange.Tests.Ledger;

/// <summary>The ledger's own word on switches: what came past the checks before it.</summary>
public sealed class EmergencyLedgerTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Issuer = "https://accounts.google.com";

    private LedgerFixture ledger = null!;

    public async ValueTask InitializeAsync()
    {
        ledger = await LedgerFixture.CreateAsync(postgres);
        await ledger.Writer.StartAsync(default);
    }

    public async ValueTask DisposeAsync() => await ledger.DisposeAsync();

    [Theory]
    [InlineData("'stop-minting', NULL, NULL, NULL", nameof(ClaimOutcome.MintingStopped))]
    [InlineData($"'distrust-issuer', '{Issuer}', NULL, NULL", nameof(ClaimOutcome.IssuerDistrusted))]
    [InlineData($"'distrust-key', '{Issuer}', '{LedgerFixture.KeyId}', NULL", nameof(ClaimOutcome.KeyDistrusted))]
    [InlineData($"'distrust-key', '{Issuer}', NULL, '{LedgerFixture.KeyThumbprint}'", nameof(ClaimOutcome.KeyDistrusted))]
    [InlineData("'distrust-issuer', 'https://accounts.google.com/', NULL, NULL", nameof(ClaimOutcome.Claimed))]
    [InlineData($"'distrust-key', 'https://gitlab.com', '{LedgerFixture.KeyId}', NULL", nameof(ClaimOutcome.Claimed))]
    [InlineData($"'distrust-key', '{Issuer}', 'key-2', NULL", nameof(ClaimOutcome.Claimed))]
    [InlineData($"'distrust-key', '{Issuer}', '{LedgerFixture.KeyThumbprint}', NULL", nameof(ClaimOutcome.Claimed))]
    public async Task Writes_nothing_that_a_switch_forbids(string columns, string outcome)
    {
        await ledger.ScalarAsync<long>(Insert(columns));

        Assert.Equal(outcome, (await ledger.Writer.ClaimAsync(ledger.Entry(), default)).ToString());

        var written = outcome == nameof(ClaimOutcome.Claimed) ? 1L : 0L;
        Assert.Equal(written, await ledger.ScalarAsync<long>("SELECT count(*) FROM used_id_tokens"));
        Assert.Equal(written, await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
        Assert.Equal(written, (await ledger.SequencesAsync()).Count);
    }

    [Fact]
    public async Task Of_one_batch_only_the_forbidden_are_refused()
    {
        await ledger.ScalarAsync<long>(Insert($"'distrust-key', '{Issuer}', 'key-2', NULL"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            ledger.Writer.ClaimAsync(ledger.Entry() with { KeyId = i % 2 == 0 ? "key-1" : "key-2" }, default)));

        Assert.All(outcomes.Index(), outcome => Assert.Equal(outcome.Index % 2 == 0 ? ClaimOutcome.Claimed : ClaimOutcome.KeyDistrusted, outcome.Item));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), await ledger.SequencesAsync());
    }

    [Fact]
    public async Task A_switch_that_is_being_set_is_waited_for_and_then_obeyed()
    {
        await using var operating = await ledger.Direct.OpenConnectionAsync();
        await using var transaction = await operating.BeginTransactionAsync();
        await using (var exclusive = new NpgsqlCommand(EmergencyLock.ExclusiveSql, operating, transaction))
        {
            await exclusive.ExecuteNonQueryAsync();
        }

        var claim = ledger.Writer.ClaimAsync(ledger.Entry(), default);
        await Service.ExchangeStack.Until(async () => await ledger.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledger-under-test' AND datname = current_database() AND wait_event_type = 'Lock'") == 1);
        await using (var insert = new NpgsqlCommand(Insert("'stop-minting', NULL, NULL, NULL"), operating, transaction))
        {
            await insert.ExecuteNonQueryAsync();
        }

        Assert.False(claim.IsCompleted);
        await transaction.CommitAsync();

        Assert.Equal(ClaimOutcome.MintingStopped, await claim);
        Assert.Equal(0, await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
    }

    [Fact]
    public async Task A_switch_waits_for_an_exchange_that_is_being_written_and_no_longer()
    {
        var tryExclusive = EmergencyLock.ExclusiveSql.Replace("pg_advisory", "pg_try_advisory", StringComparison.Ordinal);
        await using var blocker = await ledger.Direct.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT last FROM outbox_sequence FOR UPDATE", blocker, transaction))
        {
            await hold.ExecuteScalarAsync();
        }

        var claim = ledger.Writer.ClaimAsync(ledger.Entry(), default);
        await Service.ExchangeStack.Until(async () => await ledger.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ledger-under-test' AND datname = current_database() AND wait_event_type = 'Lock'") == 1);
        Assert.False(await ledger.ScalarAsync<bool>(tryExclusive));

        await transaction.RollbackAsync();

        Assert.Equal(ClaimOutcome.Claimed, await claim);
        Assert.True(await ledger.ScalarAsync<bool>(tryExclusive));
    }

    [Fact]
    public async Task A_used_id_token_is_used_whatever_the_switches_say_later()
    {
        var key = new byte[32];
        Assert.Equal(ClaimOutcome.Claimed, await ledger.Writer.ClaimAsync(ledger.Entry(key), default));
        await ledger.ScalarAsync<long>(Insert("'stop-minting', NULL, NULL, NULL"));
        Assert.Equal(ClaimOutcome.MintingStopped, await ledger.Writer.ClaimAsync(ledger.Entry(key), default));

        await ledger.ScalarAsync<long>("WITH gone AS (DELETE FROM emergency_switches RETURNING 1) SELECT count(*) FROM gone");

        Assert.Equal(ClaimOutcome.AlreadyUsed, await ledger.Writer.ClaimAsync(ledger.Entry(key), default));
    }

    [Theory]
    [InlineData("'stop-minting', 'https://x', NULL, NULL")]
    [InlineData("'distrust-issuer', NULL, NULL, NULL")]
    [InlineData("'distrust-key', 'https://x', NULL, NULL")]
    [InlineData("'distrust-key', 'https://x', 'k', 't'")]
    [InlineData("'anything', NULL, NULL, NULL")]
    public async Task The_table_takes_no_switch_that_means_nothing(string columns) =>
        Assert.Equal("ck_emergency_switches_kind", (await Assert.ThrowsAsync<PostgresException>(() => ledger.ScalarAsync<long>(Insert(columns)))).ConstraintName);

    [Fact]
    public async Task The_table_takes_no_switch_twice()
    {
        await ledger.ScalarAsync<long>(Insert("'stop-minting', NULL, NULL, NULL"));

        await Assert.ThrowsAsync<PostgresException>(() => ledger.ScalarAsync<long>(Insert("'stop-minting', NULL, NULL, NULL")));
    }

    private static string Insert(string columns) => $"""
        WITH added AS (
            INSERT INTO emergency_switches (kind, issuer, key_id, thumbprint, id, reason, set_by, set_at)
            VALUES ({columns}, gen_random_uuid(), 'because', 'test', now()) RETURNING 1)
        SELECT count(*) FROM added
        """;
}

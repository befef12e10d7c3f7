using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Ledger;

namespace TrustedPublishing.TokenExchange.Tests.Ledger;

public sealed class RetentionTests(PostgresServer postgres) : IAsyncLifetime
{
    private LedgerFixture ledger = null!;

    public async ValueTask InitializeAsync() => ledger = await LedgerFixture.CreateAsync(postgres);

    public async ValueTask DisposeAsync() => await ledger.DisposeAsync();

    [Fact]
    public async Task Used_id_tokens_go_once_they_are_expired_and_minted_tokens_a_day_later()
    {
        await ledger.Writer.StartAsync(default);
        await ledger.Writer.ClaimAsync(ledger.Entry(), default);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var retention = new Retention(ledger.Direct, time, NullLogger<Retention>.Instance);

        await retention.DeleteExpiredAsync(default);
        Assert.Equal((1, 1), await CountAsync());

        time.Advance(TimeSpan.FromMinutes(11));
        await retention.DeleteExpiredAsync(default);
        Assert.Equal((0, 1), await CountAsync());

        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(15));
        await retention.DeleteExpiredAsync(default);
        Assert.Equal((0, 0), await CountAsync());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_used_id_token_stays_to_the_last_second(int secondsAfter, long left)
    {
        var keptUntil = DateTimeOffset.FromUnixTimeSeconds(1_795_388_100);
        await InsertAsync($"('{keptUntil:O}'::timestamptz)", count: 1);
        using var retention = new Retention(ledger.Direct, new FakeTimeProvider(keptUntil.AddSeconds(secondsAfter)), NullLogger<Retention>.Instance);

        await retention.DeleteExpiredAsync(default);

        Assert.Equal((left, 0), await CountAsync());
    }

    [Fact]
    public async Task More_than_a_batch_of_expired_rows_goes_and_two_replicas_do_not_hinder_each_other()
    {
        await InsertAsync("now() - interval '1 second'", count: 12_345);
        await InsertAsync("now() + interval '1 hour'", count: 7);
        using var one = new Retention(ledger.Direct, TimeProvider.System, NullLogger<Retention>.Instance);
        using var two = new Retention(ledger.Direct, TimeProvider.System, NullLogger<Retention>.Instance);

        await Task.WhenAll(one.DeleteExpiredAsync(default), two.DeleteExpiredAsync(default));
        await one.DeleteExpiredAsync(default);

        Assert.Equal((7, 0), await CountAsync());
    }

    [Fact]
    public async Task A_row_that_an_exchange_holds_is_left_for_the_next_time()
    {
        await InsertAsync("now() - interval '1 second'", count: 2);
        await using var holder = await ledger.Direct.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT replay_key FROM used_id_tokens LIMIT 1 FOR UPDATE", holder, transaction))
        {
            await hold.ExecuteScalarAsync();
        }

        using var retention = new Retention(ledger.Direct, TimeProvider.System, NullLogger<Retention>.Instance);
        await retention.DeleteExpiredAsync(default);

        Assert.Equal((1, 0), await CountAsync());
    }

    [Fact]
    public async Task Refused_and_minted_tokens_go_in_batches_too_and_none_before_its_time()
    {
        await ledger.ScalarAsync<int>("""
            WITH refused AS (
                INSERT INTO refused_id_tokens (refusal_key, record_id, kept_until)
                SELECT sha256(n::text::bytea), gen_random_uuid(), now() + n * interval '1 second' FROM generate_series(-2500, 10) n WHERE n <> 0),
            minted AS (
                INSERT INTO minted_tokens (token_id, target, provider, issuer, publisher_id, project_ids, issued_at, expires_at, id_token_digest)
                SELECT gen_random_uuid(), 'main', 'google', 'https://accounts.google.com', gen_random_uuid(), '{}', now(), now() - interval '1 day' + n * interval '1 minute', sha256('')
                FROM generate_series(-2500, 20) n WHERE n <> 0)
            SELECT 1
            """);
        using var retention = new Retention(ledger.Direct, TimeProvider.System, NullLogger<Retention>.Instance);

        await retention.DeleteExpiredAsync(default);

        // Of the refused ones some may have expired since; none of them is gone too early.
        Assert.InRange(await ledger.ScalarAsync<long>("SELECT count(*) FROM refused_id_tokens"), 0, 10);
        Assert.Equal(0, await ledger.ScalarAsync<long>("SELECT count(*) FROM refused_id_tokens WHERE kept_until < now() - interval '1 minute'"));
        Assert.Equal((0, 20), await CountAsync());
    }

    [Fact]
    public async Task While_one_replica_deletes_the_others_leave_it_to_that_one()
    {
        await InsertAsync("now() - interval '1 second'", count: 3);
        await using var other = await ledger.Direct.OpenConnectionAsync();
        await ExecuteAsync(other, $"SELECT pg_advisory_lock({Retention.AdvisoryLock})");
        using var retention = new Retention(ledger.Direct, TimeProvider.System, NullLogger<Retention>.Instance);

        await retention.DeleteExpiredAsync(default);
        Assert.Equal((3, 0), await CountAsync());

        await ExecuteAsync(other, $"SELECT pg_advisory_unlock({Retention.AdvisoryLock})");
        await retention.DeleteExpiredAsync(default);
        Assert.Equal((0, 0), await CountAsync());
    }

    [Fact]
    public async Task A_replica_that_is_done_or_was_stopped_holds_no_one_back()
    {
        await InsertAsync("now() - interval '1 second'", count: 2500);
        using var retention = new Retention(ledger.Direct, TimeProvider.System, NullLogger<Retention>.Instance);
        using var stopped = new CancellationTokenSource();
        var stopping = retention.DeleteExpiredAsync(stopped.Token);
        await stopped.CancelAsync();
        await Task.WhenAny(stopping);
        Assert.Equal(0, await LocksAsync());

        await retention.DeleteExpiredAsync(default);

        Assert.Equal((0, 0), await CountAsync());
        Assert.Equal(0, await LocksAsync());
    }

    private Task<long> LocksAsync() => ledger.ScalarAsync<long>($"""
        SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND datname = current_database() AND (classid::bigint << 32) + objid::bigint = {Retention.AdvisoryLock}
        """);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task<long> InsertAsync(string keptUntil, int count) => ledger.ScalarAsync<long>($"""
        WITH added AS (
            INSERT INTO used_id_tokens (replay_key, id_token_key, kept_until)
            SELECT sha256(gen_random_uuid()::text::bytea), sha256('same'), {keptUntil} FROM generate_series(1, {count}) RETURNING 1)
        SELECT count(*) FROM added
        """);

    private async Task<(long Used, long Minted)> CountAsync() =>
        (await ledger.ScalarAsync<long>("SELECT count(*) FROM used_id_tokens"), await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
}

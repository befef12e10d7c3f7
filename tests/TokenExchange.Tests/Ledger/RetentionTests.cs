using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
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

    private async Task<(long Used, long Minted)> CountAsync() =>
        (await ledger.ScalarAsync<long>("SELECT count(*) FROM used_id_tokens"), await ledger.ScalarAsync<long>("SELECT count(*) FROM minted_tokens"));
}

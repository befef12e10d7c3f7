using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using TrustedPublishing.Audit.Following;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Webhooks;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Following;

public sealed class FollowerReaderTests(PostgresServer postgres, RabbitMqServer rabbit)
{
    /// <summary>A follower whose place is how often it was asked for.</summary>
    private static readonly FollowedPlaces Asked = new("SELECT 'webhook:asked', nextval('asked'), 7::bigint");

    [Fact]
    public async Task All_instruments_are_collected_with_one_query()
    {
        await using var log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.TamperAsync("CREATE SEQUENCE asked; GRANT USAGE ON SEQUENCE asked TO PUBLIC");
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 10).Select(i => Records.Minted(i)));
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        var reader = new FollowerReader(log.Database, [Asked, new("SELECT 'nobody', 1 / 0, NULL::bigint", IsOn: false)], time, NullLogger<FollowerReader>.Instance);
        await new FollowerMetrics(reader, factory).StartAsync(TestContext.Current.CancellationToken);
        _ = new WebhookMetrics(factory, reader);
        using var meters = new Meters(factory);

        var first = meters.Collect();
        var rightAfter = meters.Collect();
        time.Advance(FollowerReader.Shared);
        var later = meters.Collect();

        // The head is 9, and the place is 1 when it is asked for the first time.
        Assert.Equal(8, Lag(first));
        Assert.Equal(8, Lag(rightAfter));
        Assert.Equal(7, Lag(later));
        Assert.Equal(["audit.follower.delay", "audit.follower.lag", "audit.webhook.dead_letters"], first.Select(one => one.Instrument).Order(StringComparer.Ordinal));
        Assert.Contains(new Measured("audit.webhook.dead_letters", 7, "webhook=asked"), first);

        static double Lag(IReadOnlyList<Measured> measured) => measured.Single(one => one.Instrument == "audit.follower.lag").Value;
    }

    [Theory]
    [InlineData("SELECT 'beyond', 20::bigint, NULL::bigint", 0, false)]
    [InlineData("SELECT 'at the end', 2::bigint, NULL::bigint", 0, false)]
    [InlineData("SELECT 'one behind', 1::bigint, NULL::bigint", 1, true)]
    [InlineData("SELECT 'at the beginning', -1::bigint, NULL::bigint", 3, true)]
    public async Task A_place_is_read_as_what_comes_after_it(string place, long lag, bool isLate)
    {
        await using var log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Records.Minted(1), Records.Minted(2), Records.Minted(3));
        var inAMinute = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(1));

        var read = Assert.Single(new FollowerReader(log.Database, [new(place)], inAMinute, NullLogger<FollowerReader>.Instance).Read());

        Assert.Equal(lag, read.Lag);
        Assert.Null(read.GivenUp);
        Assert.InRange(read.Delay, isLate ? TimeSpan.FromSeconds(59) : TimeSpan.Zero, isLate ? TimeSpan.FromSeconds(90) : TimeSpan.Zero);
    }

    [Theory]
    [InlineData("SELECT 'no table', after, NULL::bigint FROM nowhere")]
    [InlineData("SELECT 'not a number', 'a', NULL::bigint")]
    public async Task What_cannot_be_asked_gives_nothing(string place)
    {
        await using var log = await AuditLog.CreateAsync(postgres, rabbit);

        Assert.Empty(new FollowerReader(log.Database, [new(place)], TimeProvider.System, NullLogger<FollowerReader>.Instance).Read());
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_not_waited_for()
    {
        // It takes connections and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var database = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody;Database=nothing;Timeout=60");
        var began = Stopwatch.GetTimestamp();

        Assert.Empty(new FollowerReader(database, [Asked], TimeProvider.System, NullLogger<FollowerReader>.Instance).Read());

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }
}

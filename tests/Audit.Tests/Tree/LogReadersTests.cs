using System.Net;
using Npgsql;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Tree;

public sealed class LogReadersTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Enumerable.Range(1, 256).Select(i => Records.Minted(i)));
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task However_many_read_the_log_the_others_go_on()
    {
        const int Beyond = 20;
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(256);
        using var strangers = service.Client();
        // Nobody gets a node of the tree for now.
        await using var blocker = await log.OpenAsSuperuserAsync();
        await using var blocking = await blocker.BeginTransactionAsync(Cancel);
        await using (var command = new NpgsqlCommand("LOCK TABLE tree_nodes", blocker))
        {
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var reading = Enumerable.Range(0, LogReaders.AtOnce + LogReaders.Waiting + Beyond).Select(_ => strangers.GetAsync("/log/tile/1/000.p/1", Cancel)).ToList();
        for (var i = 0; i < Beyond; i++)
        {
            using var refused = await await Task.WhenAny(reading);
            reading.RemoveAll(one => one.IsCompletedSuccessfully && one.Result == refused);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
            Assert.Contains("\"code\":\"too_many_log_readers\"", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.Equal(17, (long)(await service.GetAsync("/api/entries/17"))["index"]!);
        Assert.DoesNotContain(reading, one => one.IsCompleted);
        await blocking.RollbackAsync(Cancel);
        foreach (var one in reading)
        {
            using var answer = await one;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}

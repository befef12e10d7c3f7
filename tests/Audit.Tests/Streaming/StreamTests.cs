using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Streaming;

public sealed class StreamTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Starts_now_and_sends_what_comes()
    {
        var service = log.StartReader();
        await AppendAsync(1, 3);
        using var reader = await EventReader.OpenAsync(service);

        await AppendAsync(4, 2);
        var (first, second) = (await reader.NextAsync(), await reader.NextAsync());

        Assert.Equal(("3", "TokenMinted"), (first.EventId, first.EventType));
        Assert.Equal("4", second.EventId);
        Assert.True(JsonNode.DeepEquals(await service.GetAsync("/api/entries/3"), JsonNode.Parse(first.Data)));
    }

    [Theory]
    [InlineData("?after=-1", null, new long[] { 0, 1, 2, 3 })]
    [InlineData("?after=1", null, new long[] { 2, 3 })]
    [InlineData("", "0", new long[] { 1, 2, 3 })]
    [InlineData("", "-1", new long[] { 0, 1, 2, 3 })]
    [InlineData("?after=-1", "2", new long[] { 3 })]
    public async Task Goes_on_after_an_index_and_the_header_wins(string query, string? lastEventId, long[] expected)
    {
        await AppendAsync(1, 4);
        using var reader = await EventReader.OpenAsync(log.StartReader(), query, lastEventId);

        Assert.Equal(expected, await reader.NextIdsAsync(expected.Length));
    }

    [Fact]
    public async Task A_reader_that_saw_nothing_yet_comes_back_to_where_it_was()
    {
        var service = log.StartReader();
        await AppendAsync(1, 2);
        using var before = await EventReader.OpenAsync(service, "?type=TokenExchangeDenied");
        var pending = before.NextAsync();
        while (before.LastEventId.Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var position = before.LastEventId;
        before.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => pending);
        await log.ExchangeAppendsAsync(Records.Denied(3, "replayed"));
        using var after = await EventReader.OpenAsync(service, "?type=TokenExchangeDenied", position);

        Assert.Equal("1", position);
        Assert.Equal([2], await after.NextIdsAsync(1));
    }

    [Theory]
    [InlineData("?after=3", null)]
    [InlineData("", "3")]
    [InlineData("?after=0", "9223372036854775807")]
    public async Task An_index_that_the_log_has_not_reached_is_a_conflict(string query, string? lastEventId)
    {
        await AppendAsync(1, 3);

        using var response = await EventReader.SendAsync(log.StartReader(), query, lastEventId);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("\"code\":\"after_beyond_head\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?after=x", null)]
    [InlineData("", "x")]
    [InlineData("?limit=3", null)]
    [InlineData("?order=newest", null)]
    [InlineData("?type=Unheard", null)]
    [InlineData("?after=1&after=2", null)]
    public async Task A_mistake_is_refused_before_anything_is_sent(string query, string? lastEventId)
    {
        using var response = await EventReader.SendAsync(log.StartReader(), query, lastEventId);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Filters_as_the_list_does()
    {
        var (sample, other) = (Records.Project("Sample.Project"), Records.Project("other"));
        using var reader = await EventReader.OpenAsync(log.StartReader(), "?project=sample-project&type=TokenMinted");

        await log.AppendAsync(EntryTypes.PublisherConfig, Records.Created(1, sample));
        await log.ExchangeAppendsAsync(Records.Minted(1, other), Records.Minted(2, sample), Records.Denied(3, "replayed", sample), Records.Minted(4, sample));

        Assert.Equal([2, 4], await reader.NextIdsAsync(2));
    }

    [Fact]
    public async Task Silence_is_broken_by_comments()
    {
        using var response = await EventReader.SendAsync(log.StartReader(("Stream:Heartbeat", "00:00:00.2")), "", null);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var read = new List<string?>();
        while (read.Count < 6)
        {
            read.Add(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(["id: -1", "", ": heartbeat", "", ": heartbeat", ""], read);
    }

    [Fact]
    public async Task One_reader_too_many_is_told_to_come_later()
    {
        var service = log.StartReader(("Stream:MaximumReaders", "1"));
        using var first = await EventReader.OpenAsync(service);

        using var second = await EventReader.SendAsync(service, "", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), second.Headers.RetryAfter?.Delta);
        first.Dispose();
        await UntilAccepted(service);
    }

    [Fact]
    public async Task Readers_that_do_not_read_do_not_hold_the_append_up()
    {
        var service = log.StartReader();
        var deaf = Enumerable.Range(0, 20).Select(_ => OpenAndNeverRead(service)).ToList();

        for (var next = 1; next <= 3000; next += 100)
        {
            await AppendAsync(next, 100).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
        using var listening = await EventReader.OpenAsync(service, "?after=2998");

        Assert.Equal([2999], await listening.NextIdsAsync(1));
        deaf.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Goes_on_when_the_database_cuts_the_line_that_listens()
    {
        using var reader = await EventReader.OpenAsync(log.StartReader(("Stream:Heartbeat", "00:00:01")));
        await AppendAsync(1, 1);
        Assert.Equal([0], await reader.NextIdsAsync(1));

        await log.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND query LIKE 'LISTEN%'");
        await AppendAsync(2, 2);

        Assert.Equal([1, 2], await reader.NextIdsAsync(2));
    }

    private static Socket OpenAndNeverRead(AuditService service)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        socket.Connect(service.Address.Host, service.Address.Port);
        socket.Send(Encoding.ASCII.GetBytes($"GET /api/stream?after=-1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {AuditService.Token}\r\n\r\n"));
        return socket;
    }

    private static async Task UntilAccepted(AuditService service)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            using var response = await EventReader.SendAsync(service, "", null);
            if (response.IsSuccessStatusCode)
            {
                return;
            }
            await Task.Delay(100, limit.Token);
        }
    }

    private Task AppendAsync(int first, int count) =>
        log.ExchangeAppendsAsync(Enumerable.Range(first, count).Select(i => Records.Minted(i)));
}

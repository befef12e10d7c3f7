using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Streaming;

/// <summary>
/// Ten consumers of the stream while entries come: four lag, three leave and come back, three are killed in the middle of an event. Of the replicas that
/// they read from one is stopped on the way. Beside them are some that never read at all.
/// </summary>
public sealed class TenConsumersTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Count = 2000;
    private readonly ConcurrentQueue<AuditService> replicas = new();
    private AuditLog log = null!;

    public async ValueTask InitializeAsync() => log = await AuditLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task Ten_consumers_that_lag_reconnect_and_die_lose_nothing_and_hold_nobody_up()
    {
        replicas.Enqueue(log.StartReader());
        replicas.Enqueue(log.StartReader());
        var deaf = Enumerable.Range(0, 5).Select(_ => Connect(replicas.First(), -1)).ToList();
        Task<Consumer>[] consumers =
        [
            .. Enumerable.Range(0, 4).Select(seed => RunAsync(new Consumer(seed) { Pause = 3 })),
            .. Enumerable.Range(4, 3).Select(seed => RunAsync(new Consumer(seed) { LeavesAfter = 300 })),
            .. Enumerable.Range(7, 3).Select(seed => RunAsync(new Consumer(seed) { IsKilledAfter = 100_000 })),
        ];

        for (var next = 1; next <= Count; next += 25)
        {
            // Whoever does not read, the append takes no longer than without anybody; if it waited for them, it would wait for ever.
            await AppendAsync(next, 25).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            if (next == 1001)
            {
                Assert.True(replicas.TryDequeue(out var stopped));
                replicas.Enqueue(log.StartReader());
                await stopped.DisposeAsync();
            }
        }

        foreach (var consumer in await Task.WhenAll(consumers))
        {
            Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), consumer.Indices);
            Assert.True(consumer.Connections > 1 || consumer.Pause > 0, "It was to come back.");
        }
        deaf.ForEach(socket => socket.Dispose());
    }

    private async Task<Consumer> RunAsync(Consumer consumer)
    {
        while (consumer.Indices.Count < Count)
        {
            var all = replicas.ToArray();
            try
            {
                using var socket = Connect(all[consumer.Random.Next(all.Length)], consumer.LastEventId);
                consumer.Connections++;
                await consumer.ReadAsync(socket, Count);
            }
            // The replica stopped, or it is the kill of our own.
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
        return consumer;
    }

    private static Socket Connect(AuditService service, long lastEventId)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        socket.Connect(service.Address.Host, service.Address.Port);
        // HTTP 1.0: the body is the events and nothing between them.
        socket.Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"GET /api/stream HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer {AuditService.Token}\r\nLast-Event-ID: {lastEventId}\r\n\r\n")));
        return socket;
    }

    private Task AppendAsync(int first, int count) =>
        log.ExchangeAppendsAsync(Enumerable.Range(first, count).Select(i => Records.Minted(i)));

    private sealed class Consumer(int seed)
    {
        public Random Random { get; } = new(seed);

        /// <summary>In milliseconds, now and then between two events.</summary>
        public int Pause { get; init; }

        /// <summary>It closes its connection after up to so many events.</summary>
        public int LeavesAfter { get; init; }

        /// <summary>Its connection is reset after up to so many bytes, wherever that is.</summary>
        public int IsKilledAfter { get; init; }

        public List<long> Indices { get; } = [];

        public long LastEventId { get; private set; } = -1;

        public int Connections { get; set; }

        public async Task ReadAsync(Socket socket, int count)
        {
            var leaveAt = LeavesAfter == 0 ? int.MaxValue : Indices.Count + Random.Next(1, LeavesAfter);
            await using var body = new Cut(new NetworkStream(socket), IsKilledAfter == 0 ? long.MaxValue : Random.Next(500, IsKilledAfter));
            await SkipHeadAsync(body);
            await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
            {
                LastEventId = long.Parse(item.EventId!, CultureInfo.InvariantCulture);
                Indices.Add(LastEventId);
                if (Indices.Count == count || Indices.Count >= leaveAt)
                {
                    return;
                }
                if (Pause > 0 && Random.Next(10) == 0)
                {
                    await Task.Delay(Random.Next(Pause) + 1, TestContext.Current.CancellationToken);
                }
            }
        }

        private static async Task SkipHeadAsync(Stream body)
        {
            var (one, matched) = (new byte[1], 0);
            while (matched < 4)
            {
                await body.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
                matched = one[0] == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
            }
        }
    }

    /// <summary>A connection that breaks after so many bytes.</summary>
    private sealed class Cut(Stream inner, long after) : Stream
    {
        private long left = after;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left == 0)
            {
                throw new IOException("The consumer was killed.");
            }
            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}

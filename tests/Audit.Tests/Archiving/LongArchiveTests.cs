using TrustedPublishing.Audit.Tests.Verifying;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Archiving;

/// <summary>A month of 70,000 entries, so many that the tree has a third level.</summary>
public sealed class LongArchiveTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 70_000;
    private MonthlyLog log = null!;

    public async ValueTask InitializeAsync()
    {
        log = await MonthlyLog.CreateAsync(postgres, rabbit);
        await log.AppendAsync(1);
        await log.Log.ExecuteAsync($"""
            INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical, leaf_hash)
            SELECT i, gen_random_uuid(), producer, i + 1, type, occurred_at, appended_at, canonical, leaf_hash FROM entries, generate_series(1, {Entries - 1}) AS i WHERE index = 0
            """);
        // All leaves are the same, and so are all hashes of a level.
        await using var first = log.Log.Database.CreateCommand("SELECT leaf_hash FROM entries WHERE index = 0");
        var hash = (byte[])(await first.ExecuteScalarAsync())!;
        for (var level = 1; Tile.CountAt(level, Entries) is var count and > 0; level++)
        {
            hash = TreeHash.Subtree([.. Enumerable.Repeat(hash, Tile.FullWidth).SelectMany(one => one)]);
            await log.Log.ExecuteAsync($"INSERT INTO tree_nodes (level, index, hash) SELECT {level}, i, '\\x{Convert.ToHexStringLower(hash)}' FROM generate_series(0, {count - 1}) AS i");
        }

        await log.SignAsync();
        log.EndMonth();
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task What_the_writing_holds_in_memory_does_not_grow_with_what_it_has_written()
    {
        var month = await log.Archivist.WriteNextAsync(TestContext.Current.CancellationToken);
        await using var connection = await log.Log.Database.OpenConnectionAsync();
        await using var measured = new MeasuredStream();

        await month!.WriteAsync(measured, connection, TestContext.Current.CancellationToken);

        Assert.Equal((0, Entries), (month.First, month.Size));
        Assert.InRange(measured.Files, Entries / Tile.FullWidth * 2, (Entries / Tile.FullWidth * 2) + 20);
        // The 60,000 entries in between are 50 MB. Other tests of this process come and go meanwhile.
        Assert.InRange(measured.Held[^1] - measured.Held[0], long.MinValue, 16 * 1024 * 1024);
        var run = await VerifierRun.OfAsync(new VerifierOptions { Log = log.Folder.PathOf(month.Month), State = Path.Combine(log.Log.Folder, "state"), HashesOnly = true });
        Assert.Equal((ExitCode.NotAnchored, ""), (run.ExitCode, run.Codes));
    }

    /// <summary>Takes everything, and looks now and then how much is held.</summary>
    private sealed class MeasuredStream : Stream
    {
        private const int Every = 100;

        public List<long> Held { get; } = [];

        /// <summary>Local headers that went by.</summary>
        public int Files { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.StartsWith("PK\u0003\u0004"u8) && ++Files % Every == 0)
            {
                Held.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

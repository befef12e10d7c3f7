using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Canonical;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Appending;

public sealed class OwnEntriesTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private AuditLog log = null!;
    private AuditService service = null!;
    private OwnEntries own = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader();
        own = service.Services.GetRequiredService<OwnEntries>();
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task What_Audit_says_stands_in_the_log_with_a_number_of_its_own()
    {
        await log.ExchangeAppendsAsync(Records.Minted(1), Records.Minted(3)); // the gap is number 1 of Audit

        var indices = await own.WriteAsync((write, cancel) => write.AppendAsync([Unreadable("first"), Unreadable("second")], cancel), Cancel);

        Assert.Equal([3L, 4L], indices);
        Assert.Equal(
            [(1, "audit", 1, "ProducerSequenceGap"), (3, "audit", 2, "RecordUnreadable"), (4, "audit", 3, "RecordUnreadable")],
            (await log.EntriesAsync()).Where(entry => entry.Producer == "audit"));
    }

    [Fact]
    public async Task Its_personal_values_are_committed_to_and_erasable()
    {
        await own.WriteAsync((write, cancel) => write.AppendAsync([Unreadable("octocat")], cancel), Cancel);

        var entry = await service.GetAsync("/api/entries/0");

        var shown = entry["personal"]!["record"]!;
        Assert.Equal("octocat", (string)shown["value"]!);
        Assert.Equal(
            PersonalDigest.Of(Convert.FromBase64String((string)shown["salt"]!), "record", "octocat"u8.ToArray()),
            (string)entry["body"]!["personal"]!["record"]!);
        Assert.DoesNotContain("octocat", entry["body"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_is_written_without_the_other()
    {
        await Assert.ThrowsAsync<NpgsqlException>(() => own.WriteAsync<int>(
            async (write, cancel) =>
            {
                await ForgetAsync(write, cancel);
                await write.AppendAsync([Unreadable("lost")], cancel);
                throw new NpgsqlException("The connection broke.");
            },
            Cancel));
        Assert.Empty(await log.EntriesAsync());

        await log.ExchangeAppendsAsync(Records.Minted(1));
        await own.WriteAsync((write, cancel) => write.AppendAsync([Unreadable("kept")], cancel), Cancel);

        Assert.Equal([(0, "token-exchange", 1, "TokenMinted"), (1, "audit", 1, "RecordUnreadable")], await log.EntriesAsync());
        Assert.Equal(3, await log.CountAsync("personal_values"));

        static async Task ForgetAsync(OwnWrite write, CancellationToken cancel)
        {
            await using var command = new NpgsqlCommand("DELETE FROM personal_values", write.Connection);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    [Fact]
    public async Task A_write_without_a_word_leaves_the_log_as_it_is()
    {
        Assert.Equal(7, await own.WriteAsync((_, _) => Task.FromResult(7), Cancel));

        Assert.Empty(await log.EntriesAsync());
    }

    [Fact]
    public async Task Audit_and_its_producers_speak_at_once_and_nothing_is_lost()
    {
        await Task.WhenAll(
            SpeakAsync(i => log.ExchangeAppendsAsync(Records.Minted(i))),
            SpeakAsync(_ => own.WriteAsync((write, cancel) => write.AppendAsync([Unreadable("a")], cancel), Cancel)),
            SpeakAsync(_ => own.WriteAsync((write, cancel) => write.AppendAsync([Unreadable("b")], cancel), Cancel)));

        var entries = await log.EntriesAsync();
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), entries.Select(entry => entry.Index));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), entries.Where(entry => entry.Producer == "audit").Select(entry => entry.Sequence));
        var reader = new LogReader(service);
        var checkpoint = await reader.CheckpointAsync(300);
        Assert.Equal(checkpoint.Root, await new MerkleTree(300, reader).RootAsync(Cancel));

        static async Task SpeakAsync(Func<int, Task> speak)
        {
            for (var i = 1; i <= 100; i++)
            {
                await speak(i);
            }
        }
    }

    [Fact]
    public async Task Readers_hear_of_it_as_of_any_append()
    {
        await using var connection = await log.Database.OpenConnectionAsync(Cancel);
        await using var listen = new NpgsqlCommand($"LISTEN {EntryAppender.Channel}", connection);
        await listen.ExecuteNonQueryAsync(Cancel);
        var heard = new List<string>();
        connection.Notification += (_, notification) => heard.Add(notification.Payload);

        await own.WriteAsync((write, cancel) => write.AppendAsync([Unreadable("a"), Unreadable("b")], cancel), Cancel);
        await connection.WaitAsync(Cancel);

        Assert.Equal(["1"], heard);
    }

    private static OwnMessage Unreadable(string text) => OwnMessage.Of(FindingsJson.Default.RecordUnreadable, new RecordUnreadable
    {
        Of = "token-exchange",
        UnreadableRecordId = Guid.CreateVersion7(),
        UnreadableSequence = "1",
        Reason = UnreadableReason.NoBatch,
        Personal = new Dictionary<string, string> { ["record"] = text },
    });
}

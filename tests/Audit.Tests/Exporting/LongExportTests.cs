using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Exporting;

/// <summary>Exports of 50,000 entries, some 200 MB.</summary>
public sealed class LongExportTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 50_000;
    private AuditLog log = null!;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Records.Minted(1, actor: new string('o', 500)));
        await log.ExecuteAsync($"""
            INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, canonical, leaf_hash)
            SELECT i, gen_random_uuid(), producer, i + 1, type, occurred_at, appended_at, canonical, leaf_hash FROM entries, generate_series(1, {Entries - 1}) AS i WHERE index = 0
            """);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task What_it_holds_in_memory_does_not_grow_with_what_it_has_sent()
    {
        var service = log.StartReader(("Log:CheckpointInterval", "01:00:00"));
        using var reader = await OpenAsync(service);
        var (lines, characters, held, last) = (0, 0L, new List<long>(), "");

        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            (lines, characters, last) = (lines + 1, characters + line.Length, line);
            if (lines is 5_000 or 45_000)
            {
                held.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        Assert.Equal(Entries + 1, lines);
        Assert.Equal($$$"""{"export":{"entries":{{{Entries}}},"last":{{{Entries - 1}}},"head":{{{Entries - 1}}}}}""", last);
        Assert.True(characters > 100_000_000, $"{characters} characters");
        // Other tests of this process come and go meanwhile; the 40,000 entries in between are above 80 MB.
        Assert.InRange(held[1] - held[0], long.MinValue, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task One_that_is_cut_off_has_no_last_line_and_its_connection_breaks()
    {
        var service = log.StartReader(("Log:CheckpointInterval", "01:00:00"));
        using var reader = await OpenAsync(service);
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        await log.TamperAsync("ALTER TABLE personal_values RENAME TO away");

        var read = 1;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                Assert.DoesNotContain("\"export\"", line, StringComparison.Ordinal);
                read++;
            }
        });
        Assert.InRange(read, 1, Entries - 1);
    }

    private static async Task<StreamReader> OpenAsync(AuditService service)
    {
        var response = await service.Auditor.GetAsync("/api/export", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }
}

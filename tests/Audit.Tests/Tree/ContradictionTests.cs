using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>What a database's administrator can do to the log, and what comes of it: it is not signed any more, and the last good checkpoint stands.</summary>
public sealed class ContradictionTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 300;
    private AuditLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Enumerable.Range(1, Entries).Select(i => Records.Minted(i)));
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Theory]
    [InlineData("UPDATE entries SET leaf_hash = sha256('other') WHERE index = 299", "The first 300 entries of the log are not those that were signed.")]
    [InlineData("UPDATE tree_nodes SET hash = sha256('other')", "The first 300 entries of the log are not those that were signed.")]
    [InlineData("DELETE FROM entries WHERE index = 270", "The log has 301 entries, and their tree is not whole: Tile 0/001.p/45 is not there.")]
    [InlineData("DELETE FROM tree_nodes", "The log has 301 entries, and their tree is not whole: Tile 1/000.p/1 is not there.")]
    [InlineData(
        "DELETE FROM personal_values WHERE entry_index >= 290; DELETE FROM entry_facets WHERE entry_index >= 290; DELETE FROM entries WHERE index >= 290",
        // The one that is appended, and before it the finding that numbers are missing.
        "The log has 292 entries, and 300 were signed.")]
    [InlineData("UPDATE checkpoints SET note = replace(note, '— audit', '— other')", "The last checkpoint in the database was not signed with this log's key.")]
    [InlineData("UPDATE checkpoints SET note = replace(note, '300', '200')", "The last checkpoint in the database was not signed with this log's key.")]
    public async Task A_log_that_was_changed_is_not_signed_again(string sql, string reason)
    {
        var service = log.StartReader();
        var signed = await new LogReader(service).CheckpointAsync(Entries);

        await log.TamperAsync(sql);
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));

        var book = service.Services.GetRequiredService<LogBook>();
        Assert.Equal(reason, (await Assert.ThrowsAsync<LogContradictedException>(() => book.SignAsync(Cancel))).Message);
        await UntilHealthIsAsync(service, HealthStatus.Degraded, $"The log is not signed: {reason}");
        Assert.Equal(signed.ToString(), (await new LogReader(service).CheckpointAsync(0)).ToString());
    }

    [Fact]
    public async Task A_log_that_was_changed_is_noticed_although_nothing_comes_to_it()
    {
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);

        await log.TamperAsync("UPDATE entries SET leaf_hash = sha256('other') WHERE index = 299");

        await UntilHealthIsAsync(service, HealthStatus.Degraded, "The log is not signed: The first 300 entries of the log are not those that were signed.");
    }

    [Fact]
    public async Task A_log_that_was_set_back_and_has_as_many_entries_again_is_another_log()
    {
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);

        // As an older backup leaves it, and then other records come.
        await log.TamperAsync(
            """
            DELETE FROM checkpoints; DELETE FROM personal_values WHERE entry_index >= 290; DELETE FROM entry_facets WHERE entry_index >= 290;
            DELETE FROM entries WHERE index >= 290
            """);
        await log.ExchangeAppendsAsync(Enumerable.Range(291, 10).Select(i => Records.Minted(i)));

        Assert.Equal(Entries, await log.CountAsync("entries"));
        await UntilHealthIsAsync(service, HealthStatus.Degraded, "The log is not signed: The first 300 entries of the log are not those that were signed.");
        Assert.Equal(0, await log.CountAsync("checkpoints"));
    }

    [Fact]
    public async Task A_log_that_is_mended_is_signed_again()
    {
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);
        await log.TamperAsync("UPDATE entries SET index = 1000 WHERE index = 270");
        await UntilHealthIsAsync(service, HealthStatus.Degraded, "The log is not signed: The log has 1001 entries, and their tree is not whole: Tile 1/000.p/3 is not there.");

        await log.TamperAsync("UPDATE entries SET index = 270 WHERE index = 1000");
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));

        await UntilHealthIsAsync(service, HealthStatus.Healthy);
        Assert.Equal(Entries + 1, (await new LogReader(service).CheckpointAsync(Entries + 1)).Size);
    }

    [Fact]
    public async Task A_database_that_is_set_back_does_not_set_the_checkpoint_back()
    {
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);

        await log.TamperAsync("DELETE FROM checkpoints");

        Assert.Equal(Entries, (await new LogReader(service).CheckpointAsync(0)).Size);
    }

    [Fact]
    public async Task An_entry_whose_bytes_were_changed_is_not_under_the_root_any_more()
    {
        var service = log.StartReader();
        var reader = new LogReader(service);
        var checkpoint = await reader.CheckpointAsync(Entries);

        await log.TamperAsync("UPDATE entries SET canonical = canonical || ' '::bytea WHERE index = 17");

        var (entries, tree) = (await reader.EntriesAsync(Entries), new MerkleTree(Entries, reader));
        var broken = new List<int>();
        for (var i = 0; i < Entries; i++)
        {
            if (!Proof.VerifyInclusion(TreeHash.Leaf(entries[i]), i, Entries, await tree.InclusionProofAsync(i, Cancel), checkpoint.Root))
            {
                broken.Add(i);
            }
        }

        Assert.Equal([17], broken);
    }

    [Fact]
    public async Task Another_key_does_not_sign_what_the_first_one_has_begun()
    {
        await new LogReader(log.StartReader()).CheckpointAsync(Entries);
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));
        var file = Path.Combine(log.Folder, "other-key.txt");
        await File.WriteAllTextAsync(file, NoteSignerKey.Generate("audit.example.org/log").Reveal(), Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        var other = log.StartReader(("Log:KeyPath", file));

        await UntilHealthIsAsync(other, HealthStatus.Degraded, "The log is not signed: The last checkpoint in the checkpoint folder was not signed with this log's key.");
    }

    /// <summary>Waits until the health check of the log's signing says this.</summary>
    private static async Task UntilHealthIsAsync(AuditService service, HealthStatus status, string? why = null)
    {
        var signer = service.Services.GetRequiredService<CheckpointSigner>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await signer.CheckHealthAsync(new HealthCheckContext(), limit.Token) is var health && (health.Status != status || health.Description != why))
        {
            await Task.Delay(50, limit.Token);
        }
    }
}

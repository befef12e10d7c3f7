using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Verifying;

/// <summary>What the administrator of the database can do to the log, and how the verifier calls it.</summary>
public sealed class TamperingTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private const int Entries = 600;

    /// <summary>Gives the rest of the log other indices, so that none is missing.</summary>
    private const string MoveUp = "UPDATE entries SET index = index + 1000000 WHERE index > 17; UPDATE entries SET index = index - 1000001 WHERE index > 1000000;";

    /// <summary>Makes room for an entry at index 100.</summary>
    private const string MoveDown = "UPDATE entries SET index = index + 1000000 WHERE index >= 100; UPDATE entries SET index = index - 999999 WHERE index > 1000000;";

    private const string Swap = "UPDATE entries SET index = -index - 1 + 1000000 WHERE index IN (17, 18); UPDATE entries SET index = index - 999964 WHERE index > 999900;";

    private const string Insert =
        """
        INSERT INTO entries (index, record_id, producer, sequence, type, occurred_at, appended_at, trace_id, canonical, leaf_hash)
        SELECT 100, gen_random_uuid(), producer, sequence, type, occurred_at, appended_at, trace_id, canonical, leaf_hash FROM entries WHERE index = 50;
        """;

    /// <summary>Makes a whole tree of what is there, as somebody would who knows how.</summary>
    private const string GrowTreeAnew =
        """
        UPDATE entries SET leaf_hash = sha256('\x00'::bytea || canonical);
        DELETE FROM tree_nodes;
        CREATE FUNCTION pg_temp.subtree(hashes bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            WHILE cardinality(hashes) > 1 LOOP
                SELECT array_agg(sha256('\x01'::bytea || hashes[2 * i - 1] || hashes[2 * i]) ORDER BY i) INTO hashes FROM generate_series(1, cardinality(hashes) / 2) AS i;
            END LOOP;
            RETURN hashes[1];
        END $$;
        INSERT INTO tree_nodes (level, index, hash)
        SELECT 1, index / 256, pg_temp.subtree(array_agg(leaf_hash ORDER BY index)) FROM entries GROUP BY index / 256 HAVING count(*) = 256;
        """;

    private const string Change = "UPDATE entries SET canonical = replace(convert_from(canonical, 'UTF8'), 'octo-org', 'evil-org')::bytea WHERE index = 17;";

    private AuditLog log = null!;

    private string Kept => Path.Combine(log.Folder, "kept");

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await AppendAsync(1, Entries);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Theory]
    [InlineData("changed", Change, "entry_changed", "Entry 17 was changed")]
    [InlineData("changed with its hash", Change + "UPDATE entries SET leaf_hash = sha256('\\x00'::bytea || canonical) WHERE index = 17;", "forked hash_mismatch root_mismatch", "Entries 0 to 255 do not give hash 0 of level 1")]
    [InlineData("changed with the tree", Change + GrowTreeAnew, "forked root_mismatch", "The log's first 600 entries are not those that")]
    [InlineData("dropped", "DELETE FROM entries WHERE index = 17;", "entry_missing", "Entry 17 is not there")]
    [InlineData("dropped, closed up", "DELETE FROM entries WHERE index = 17;" + MoveUp + GrowTreeAnew, "entry_missing", "Before entry 17 something is missing: number 18 of token-exchange")]
    [InlineData("reordered", Swap, "entry_moved forked hash_mismatch root_mismatch", "number 18 of token-exchange comes after entry 17")]
    [InlineData("reordered with the tree", Swap + GrowTreeAnew, "entry_moved forked root_mismatch", "number 18 of token-exchange comes after entry 17")]
    [InlineData("inserted", MoveDown + Insert + GrowTreeAnew, "entry_inserted forked root_mismatch", "Entry 100 was inserted: number 51 of token-exchange")]
    [InlineData("truncated", "DELETE FROM entries WHERE index >= 590;", "entry_missing", "Entry 590 is not there")]
    [InlineData("truncated by more than a tile", "DELETE FROM entries WHERE index >= 200;", "entry_missing", "Entry 200 is not there, though the checkpoint counts it; up to entry 599")]
    [InlineData("hashes taken away", "DELETE FROM tree_nodes;", "hash_missing", "tile 1/000.p/2")]
    [InlineData("hashes changed", "UPDATE tree_nodes SET hash = sha256('other') WHERE index = 1;", "hash_mismatch", "Entries 256 to 511 do not give hash 1 of level 1")]
    public async Task What_was_done_to_the_rows_is_found_and_named(string what, string sql, string codes, string message)
    {
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);
        var options = VerifierRun.Of(service, Path.Combine(log.Folder, "state"));
        Assert.Equal(ExitCode.NotAnchored, (await VerifierRun.OfAsync(options)).ExitCode);

        await log.TamperAsync(sql);

        var run = await VerifierRun.OfAsync(options);
        Assert.Equal((what, ExitCode.Wrong, codes), (what, run.ExitCode, run.Codes));
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_backup_is_found_by_the_checkpoint_that_lies_outside_the_database()
    {
        await log.BackUpAsync();
        await AppendAsync(Entries + 1, 50);
        var service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries + 50);
        var options = VerifierRun.Of(service, Path.Combine(log.Folder, "state"));
        await VerifierRun.OfAsync(options);
        await service.DisposeAsync();

        await log.RestoreAsync();

        var run = await VerifierRun.OfAsync(VerifierRun.Of(log.StartReader(), options.State));
        Assert.Equal((ExitCode.Wrong, "entry_missing"), (run.ExitCode, run.Codes));
        Assert.Contains("Entry 600 is not there, though the checkpoint counts it; up to entry 649", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_backup_of_everything_is_found_by_whoever_remembers()
    {
        var options = await SetBackAsync();

        var remembering = await VerifierRun.OfAsync(options);
        var forgetful = await VerifierRun.OfAsync(options with { State = Path.Combine(log.Folder, "new-state") });

        Assert.Equal((ExitCode.Wrong, "rolled_back"), (remembering.ExitCode, remembering.Codes));
        Assert.Contains("it is signed at 600 entries, and", remembering.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotAnchored, forgetful.ExitCode);
        Assert.Contains("Consistent in itself, history not anchored", forgetful.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_that_grew_beyond_what_is_remembered_is_found_by_whoever_remembers()
    {
        var options = await SetBackAsync();
        await GrowAgainAsync();

        var remembering = await VerifierRun.OfAsync(options);
        var forgetful = await VerifierRun.OfAsync(options with { State = Path.Combine(log.Folder, "new-state") });

        Assert.Equal((ExitCode.Wrong, "forked"), (remembering.ExitCode, remembering.Codes));
        Assert.Contains("The log's first 650 entries are not those that", remembering.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotAnchored, forgetful.ExitCode);
    }

    [Fact]
    public async Task Several_checkpoints_of_before_say_how_far_the_log_is_as_it_was()
    {
        var options = await SetBackAsync();
        await GrowAgainAsync();

        var run = await VerifierRun.OfAsync(options with { Since = [Kept] });

        Assert.Equal((ExitCode.Wrong, "forked"), (run.ExitCode, run.Codes));
        Assert.Contains("The first 600 are as they were.", run.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// As the operator could who holds the database, the folder and the key: the log is signed at 600 entries and at 650, then a backup of the 600
    /// is restored, with all that is beside it. Both checkpoints are kept elsewhere, and the verifier has seen the last one.
    /// </summary>
    /// <returns>What to ask the verifier for: nothing was appended since.</returns>
    private async Task<VerifierOptions> SetBackAsync()
    {
        await log.BackUpAsync();
        Directory.CreateDirectory(Kept);
        var service = log.StartReader();
        await KeepAsync(service, Entries);
        await AppendAsync(Entries + 1, 50);
        await KeepAsync(service, Entries + 50);
        var options = VerifierRun.Of(service, Path.Combine(log.Folder, "state"));
        await VerifierRun.OfAsync(options);
        await service.DisposeAsync();

        Directory.Delete(log.CheckpointFolder, recursive: true);
        await log.RestoreAsync();
        service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);
        return VerifierRun.Of(service, options.State);
    }

    private async Task KeepAsync(AuditService service, long size)
    {
        await new LogReader(service).CheckpointAsync(size);
        using var anybody = service.Client();
        await File.WriteAllTextAsync(Path.Combine(Kept, $"{size}.txt"), await anybody.GetStringAsync("/log/checkpoint"));
    }

    /// <summary>Puts other entries in the place of those that the backup did not have, and more of them.</summary>
    private async Task GrowAgainAsync()
    {
        await AppendAsync(Entries + 1, 100);
        await new LogReader(log.StartReader()).CheckpointAsync(Entries + 100);
    }

    private async Task AppendAsync(int from, int count)
    {
        foreach (var batch in Enumerable.Range(from, count).Chunk(200))
        {
            await log.ExchangeAppendsAsync(batch.Select(i => Records.Minted(i)));
        }
    }
}

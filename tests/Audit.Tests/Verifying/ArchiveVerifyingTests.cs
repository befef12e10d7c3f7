using System.IO.Compression;
using System.Text;
using TrustedPublishing.Audit.Tests.Archiving;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.TransparencyLog;
using static TrustedPublishing.Audit.Tests.Archiving.ArchivedMonths;

namespace TrustedPublishing.Audit.Tests.Verifying;

/// <summary>What can be done to archives, and how the verifier calls it.</summary>
public sealed class ArchiveVerifyingTests(ArchivedMonths archived) : IClassFixture<ArchivedMonths>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archives_are_verified_as_one_log()
    {
        var (folder, state) = (archived.Copy(), State());

        var first = await RunAsync(folder, state);
        var second = await RunAsync(folder, state);

        Assert.Equal((ExitCode.NotAnchored, ExitCode.Verified), (first.ExitCode, second.ExitCode));
        Assert.Contains(
            "\nMonth    2026-10.zip: entries 0 to 299\nMonth    2026-11.zip: entries 300 to 599\nMonth    2026-12.zip: entries 600 to 699\n"
            + $"Since    700 entries: {state}/audit.example.org%2Flog.archives.checkpoint\nChecked  700 entries, each under the signed root, and the numbers of 1 producers\nVerified\n",
            second.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(October, "entries 0 to 299", 300)]
    [InlineData(November, "entries 300 to 599", 300)]
    [InlineData(December, "entries 600 to 699", 100)]
    public async Task One_archive_is_verified_by_itself(string month, string stretch, int entries)
    {
        var run = await RunAsync(Path.Combine(archived.Copy(), month));

        Assert.Equal((ExitCode.NotAnchored, ""), (run.ExitCode, run.Codes));
        Assert.Contains($"Month    {month}: {stretch}\nChecked  {entries} entries, each under the signed root", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_seen_of_archives_anchors_the_log_and_the_other_way()
    {
        var state = State();
        var service = archived.Log.Log.StartReader();
        await new LogReader(service).CheckpointAsync(700);
        await RunAsync(Path.Combine(archived.Copy(), November), state);

        var log = await VerifierRun.OfAsync(VerifierRun.Of(service, state));
        var archives = await RunAsync(archived.Copy(), state);

        Assert.Equal((ExitCode.Verified, ExitCode.Verified), (log.ExitCode, archives.ExitCode));
        Assert.Contains($"Since    600 entries: {state}/audit.example.org%2Flog.archives.checkpoint\n", log.Output, StringComparison.Ordinal);
        Assert.Contains($"Since    700 entries: {state}/audit.example.org%2Flog.checkpoint\n", archives.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Months_that_an_earlier_key_signed_are_the_logs_as_well()
    {
        await using var log = await archived.CreateAsync();
        await log.MonthAsync(10);
        await log.ArchiveAsync();
        var (state, first) = (State(), log.Book.Key);
        Assert.Equal(ExitCode.NotAnchored, (await RunAsync(log.Folder.Path, state)).ExitCode);

        log.ChangeKey();
        await log.MonthAsync(10);
        Assert.Equal("2026-11: 10-20", await log.ArchiveAsync());

        var run = await RunAsync(log.Folder.Path, state);
        Assert.Equal((ExitCode.Verified, ""), (run.ExitCode, run.Codes));
        Assert.Contains($"Key      {first}\nNow      {log.Book.Key}, to which that key handed over\n", run.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.NotAnchored, ""), await RunAsync(log.Folder.Path) is var fresh ? (fresh.ExitCode, fresh.Codes) : default);
    }

    [Fact]
    public async Task The_hashes_of_archives_can_be_checked_alone()
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, November), "tile/entries/001", entries => null);

        var run = await VerifierRun.OfAsync(new VerifierOptions { Log = folder, State = State(), HashesOnly = true });

        Assert.Equal((ExitCode.NotAnchored, ""), (run.ExitCode, run.Codes));
    }

    [Fact]
    public async Task Checkpoints_of_before_anchor_archives_also_when_they_reach_beyond_them()
    {
        var (folder, since) = (archived.Copy(), archived.Log.Log.CheckpointFolder);
        File.Delete(Path.Combine(folder, December));

        var run = await RunAsync(folder, since: since);

        Assert.Equal((ExitCode.Verified, ""), (run.ExitCode, run.Codes));
        Assert.Contains($"Since    300 entries: {since}/2026-10-05.txt\nSince    600 entries: {since}/2026-11-05.txt\nChecked  600 entries", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archives_whose_first_months_were_put_away_are_verified_from_the_checkpoint_that_was_kept()
    {
        var (folder, kept) = (archived.Copy(), Path.Combine(archived.Log.Log.CheckpointFolder, "2026-10-05.txt"));
        File.Delete(Path.Combine(folder, October));

        var (alone, anchored) = (await RunAsync(folder), await RunAsync(folder, since: kept));

        Assert.Equal((ExitCode.Wrong, "archive_missing"), (alone.ExitCode, alone.Codes));
        Assert.Contains("The first 300 entries of the log are in none of these archives", alone.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Verified, ""), (anchored.ExitCode, anchored.Codes));
        Assert.Contains($"Since    300 entries: {kept}\nChecked  400 entries", anchored.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(October, "tile/entries/000", 100, "entry_changed", "2026-10.zip: Entry 0 was changed")]
    [InlineData(October, "tile/entries/001.p/44", 100, "entry_changed", "2026-10.zip: Entry 256 was changed")]
    [InlineData(November, "tile/entries/001", 100, "entry_changed", "2026-11.zip: Entry 256 was changed")]
    [InlineData(November, "tile/entries/001", 0, "entry_missing", "2026-11.zip: Entry 256 is not there")]
    [InlineData(November, "tile/0/001", 0, "entry_changed hash_mismatch root_mismatch", "2026-11.zip: The log's 300 entries do not give the root")]
    [InlineData(November, "tile/0/001", 60 * 32, "entry_changed hash_mismatch root_mismatch", "2026-11.zip: The log's 600 entries do not give the root")]
    [InlineData(December, "tile/1/000.p/2", 0, "root_mismatch", "2026-12.zip: The log's 600 entries do not give the root")]
    [InlineData(November, "checkpoint", 30, "archive_damaged", "2026-11.zip: This is no whole archive of the log. It holds a checkpoint")]
    [InlineData(November, "earlier-checkpoint", 30, "archive_damaged", "2026-11.zip: This is no whole archive of the log. It holds a checkpoint")]
    public async Task A_changed_byte_is_found_and_named(string month, string file, int at, string codes, string message)
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, month), file, content =>
        {
            content[at] ^= 1;
            return content;
        });

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, codes), (run.ExitCode, run.Codes));
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile/entries/001", "entry_missing", "2026-11.zip: Entry 256 is not there, though the checkpoint counts it; up to entry 511")]
    [InlineData("tile/0/002.p/88", "entry_missing", "2026-11.zip: Entry 512 is not there")]
    [InlineData("tile/1/000.p/2", "hash_missing", "2026-11.zip: The log does not give the hashes of tile 1/000.p/2.")]
    [InlineData("checkpoint", "archive_damaged", "2026-11.zip: This is no whole archive of the log. 2026-11.zip holds no checkpoint.")]
    [InlineData("earlier-checkpoint", "archive_misplaced", "2026-11.zip: It continues 0 entries, and 2026-10.zip ends with 300")]
    public async Task A_file_that_was_taken_out_is_found_and_named(string file, string code, string message)
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, November), file, _ => null);

        var run = await RunAsync(folder);

        Assert.Equal(ExitCode.Wrong, run.ExitCode);
        Assert.Contains(code, run.Codes, StringComparison.Ordinal);
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_that_was_dropped_is_found_and_named()
    {
        var folder = archived.Copy();
        File.Delete(Path.Combine(folder, November));

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "archive_missing"), (run.ExitCode, run.Codes));
        Assert.Contains("WRONG    archive_missing: 2026-12.zip: No archive of 2026-11 is here, up to this one.\nNot verified: 1 thing is wrong\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_month_that_was_dropped_is_found_by_whoever_remembers()
    {
        var (folder, state) = (archived.Copy(), State());
        await RunAsync(folder, state);
        File.Delete(Path.Combine(folder, December));

        var alone = await RunAsync(Path.Combine(folder, October), state);
        var run = await RunAsync(folder, state);

        Assert.Equal(ExitCode.NotAnchored, alone.ExitCode);
        Assert.Equal((ExitCode.Wrong, "archive_missing"), (run.ExitCode, run.Codes));
        Assert.Contains("The archives reach up to 600 entries, and", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Months_that_changed_places_are_found()
    {
        var folder = archived.Copy();
        File.Move(Path.Combine(folder, October), Path.Combine(folder, "kept"));
        File.Move(Path.Combine(folder, November), Path.Combine(folder, October));
        File.Move(Path.Combine(folder, "kept"), Path.Combine(folder, November));

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "archive_misplaced archive_missing"), (run.ExitCode, run.Codes));
        Assert.Contains("2026-11.zip: It continues 0 entries, and 2026-10.zip ends with 600: one of them is not what its name says.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_of_a_fork_is_found_though_the_logs_key_signed_it()
    {
        var folder = archived.Copy();
        File.Copy(Path.Combine(archived.ForkFolder, November), Path.Combine(folder, November), overwrite: true);

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "forked"), (run.ExitCode, run.Codes));
        Assert.Contains("2026-11.zip: It continues 300 other entries than those that 2026-10.zip ends with: they are of two histories.", run.Output, StringComparison.Ordinal);
        Assert.Contains("2026-12.zip: It continues 600 other entries than those that 2026-11.zip ends with", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_of_all_months_is_found_by_whoever_remembers()
    {
        var run = await RunAsync(archived.ForkFolder, since: archived.Log.Log.CheckpointFolder);

        Assert.Equal((ExitCode.Wrong, "forked"), (run.ExitCode, run.Codes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(20_000)]
    public async Task A_truncated_archive_is_found_and_named(int bytes)
    {
        var folder = archived.Copy();
        using (var file = File.OpenWrite(Path.Combine(folder, November)))
        {
            file.SetLength(file.Length - bytes);
        }

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "archive_damaged"), (run.ExitCode, run.Codes));
        Assert.Contains("2026-11.zip: This is no whole archive of the log.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Month    2026-12.zip: entries 600 to 699", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../etc/passwd", "../../../etc/passwd")]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("tile/0/000", "tile/0/000")]
    [InlineData("tile/entries/../../checkpoint", "tile/entries/../../checkpoint")]
    [InlineData("tile/entries/001.p/44", "tile/entries/001.p/44")]
    [InlineData("\u001b[2J\r\nVerified", "?[2J??Verified")]
    public async Task A_file_that_is_no_part_of_an_archive_is_named_and_goes_nowhere(string name, string shown)
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, November), name, _ => [1]);

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "archive_damaged"), (run.ExitCode, run.Codes));
        Assert.Contains($"2026-11.zip: It holds {shown}, which is no part of it.", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFileSystemEntries(folder).Length);
    }

    [Fact]
    public async Task A_huge_name_is_cut()
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, November), new string('x', 60_000), _ => [1]);

        var run = await RunAsync(folder);

        Assert.Contains($"It holds {new string('x', 80)}… (60000 characters), which is no part of it.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile/entries/001")]
    [InlineData("tile/0/001")]
    [InlineData("tile/1/000.p/2")]
    [InlineData("checkpoint")]
    public async Task What_swells_when_it_is_read_is_not_read_to_its_end(string file)
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, November), file, _ => new byte[100_000_000]);
        Assert.InRange(new FileInfo(Path.Combine(folder, November)).Length, 0, 1_000_000);
        var before = GC.GetTotalAllocatedBytes();

        var run = await RunAsync(folder);

        Assert.Equal(ExitCode.Wrong, run.ExitCode);
        Assert.Contains("archive_damaged", run.Codes, StringComparison.Ordinal);
        Assert.Contains("WRONG    archive_damaged: 2026-11.zip: ", run.Output, StringComparison.Ordinal);
        // A bundle may have 17 MB, and the buffer that it is read into doubles; other tests of this process allocate meanwhile.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 400_000_000);
    }

    [Fact]
    public async Task A_file_that_is_there_twice_is_found()
    {
        var folder = archived.Copy();
        using (var zip = ZipFile.Open(Path.Combine(folder, November), ZipArchiveMode.Update))
        {
            using var stream = zip.CreateEntry("checkpoint").Open();
            stream.WriteByte(1);
        }

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "archive_damaged"), (run.ExitCode, run.Codes));
        Assert.Contains("2026-11.zip: This is no whole archive of the log. It holds checkpoint twice.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit.example.org/log", "of 600 entries, that was not signed with the log's key.")]
    [InlineData("audit.example.com/log", "It is an archive of audit.example.com/log.")]
    public async Task A_month_that_another_key_signed_is_not_the_logs(string origin, string message)
    {
        var folder = archived.Copy();
        Change(Path.Combine(folder, November), "checkpoint", content =>
        {
            Assert.True(SignedNote.TryParse(Encoding.UTF8.GetString(content), out var note));
            return Encoding.UTF8.GetBytes(SignedNote.Sign(note.Text.Replace("audit.example.org/log", origin, StringComparison.Ordinal), NoteSignerKey.Generate(origin)).ToString());
        });

        var run = await RunAsync(folder);

        Assert.Equal((ExitCode.Wrong, "archive_damaged"), (run.ExitCode, run.Codes));
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_archive_at_all_is_not_verified()
    {
        var file = Path.Combine(archived.Copy(), "2027-01.zip");
        await File.WriteAllTextAsync(file, "no zip", Cancel);

        var refused = await Assert.ThrowsAsync<LogUnreachableException>(() => RunAsync(file));

        Assert.Equal($"{file} holds no archive of a log that can be read.", refused.Message);
    }

    private async Task<VerifierRun> RunAsync(string log, string? state = null, string? since = null) => await VerifierRun.OfAsync(new VerifierOptions
    {
        Log = log,
        State = state ?? State(),
        Since = since is null ? [] : [since],
    });

    private string State() => Path.Combine(archived.Log.Log.Folder, $"state-{Guid.NewGuid():N}");
}

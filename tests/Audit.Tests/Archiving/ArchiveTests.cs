using System.IO.Compression;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Archiving;

public sealed class ArchiveTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private MonthlyLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string[] Files => [.. Directory.GetFiles(log.Folder.Path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public async ValueTask InitializeAsync() => log = await MonthlyLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task A_month_is_written_when_it_has_ended_and_an_hour_has_passed()
    {
        await log.AppendAsync(10);
        await log.SignAsync();

        log.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 1, 0, 59, 59, TimeSpan.Zero));
        var early = await log.ArchiveAsync();
        log.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 1, 1, 0, 0, TimeSpan.Zero));

        Assert.Equal(("", "2026-10: 0-10", ""), (early, await log.ArchiveAsync(), await log.ArchiveAsync()));
    }

    [Fact]
    public async Task A_month_holds_what_was_signed_in_it()
    {
        await log.AppendAsync(10);
        log.Clock.SetUtcNow(new DateTimeOffset(2026, 10, 31, 23, 59, 59, 999, TimeSpan.Zero));
        await log.SignAsync();
        await log.AppendAsync(5);
        log.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await log.SignAsync();
        log.EndMonth();

        Assert.Equal("2026-10: 0-10, 2026-11: 10-15", await log.ArchiveAsync());
    }

    [Fact]
    public async Task Months_that_were_missed_are_made_up_for_oldest_first_and_a_quiet_month_has_a_file_too()
    {
        await log.MonthAsync(300);
        log.EndMonth();
        await log.MonthAsync(400);

        Assert.Equal("2026-10: 0-300, 2026-11: 300-300, 2026-12: 300-700", await log.ArchiveAsync());
        Assert.Equal(["2026-10.zip", "2026-11.zip", "2026-12.zip"], Files);
    }

    [Fact]
    public async Task A_log_without_entries_has_archives_too()
    {
        await log.MonthAsync(0);
        await log.MonthAsync(3);

        Assert.Equal("2026-10: 0-0, 2026-11: 0-3", await log.ArchiveAsync());
        Assert.Equal(["README.txt", "checkpoint", "key", "key-handovers"], Names(ArchivedMonths.October));
        Assert.Equal(["README.txt", "checkpoint", "key", "key-handovers", "tile/0/000.p/3", "tile/entries/000.p/3"], Names(ArchivedMonths.November));
    }

    [Fact]
    public async Task An_archive_holds_the_tiles_of_its_stretch_and_those_that_lead_to_its_roots()
    {
        await log.MonthAsync(300);
        await log.MonthAsync(400);
        await log.ArchiveAsync();

        Assert.Equal(
            ["README.txt", "checkpoint", "earlier-checkpoint", "key", "key-handovers", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188"],
            Names(ArchivedMonths.November));
        using var october = Open(ArchivedMonths.October);
        using var november = Open(ArchivedMonths.November);
        Assert.Equal(await ReadAsync(october, "checkpoint"), await ReadAsync(november, "earlier-checkpoint"));
        Assert.Equal($"{log.Book.Key}\n", await ReadAsync(november, "key"));
        Assert.Equal((await log.Book.LastAsync(Cancel))!.Note.ToString(), await ReadAsync(november, "checkpoint"));
        Assert.All(november.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public async Task An_archive_begins_where_the_one_before_ended_though_a_tile_ends_there()
    {
        await log.MonthAsync(512);
        await log.MonthAsync(1);
        await log.ArchiveAsync();

        Assert.Equal(["README.txt", "checkpoint", "earlier-checkpoint", "key", "key-handovers", "tile/0/002.p/1", "tile/1/000.p/2", "tile/entries/002.p/1"], Names(ArchivedMonths.November));
    }

    [Fact]
    public async Task Only_the_services_user_can_read_archives()
    {
        await log.MonthAsync(1);
        await log.ArchiveAsync();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(log.Folder.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(log.Folder.Path, ArchivedMonths.October)));
        }
    }

    [Fact]
    public async Task Personal_values_and_salts_are_not_in_an_archive()
    {
        await log.Log.ExchangeAppendsAsync(Records.Minted(1, actor: "octocat-of-this-test"));
        await log.SignAsync();
        log.EndMonth();
        await log.ArchiveAsync();

        using var archive = Open(ArchivedMonths.October);
        var all = "";
        foreach (var entry in archive.Entries)
        {
            all += await ReadAsync(archive, entry.FullName);
        }

        Assert.Contains("\"actor\":\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("octocat-of-this-test", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_only_the_last_archive_left_goes_on_from_it_and_two_folders_get_the_same_bytes()
    {
        await log.MonthAsync(300);
        await log.ArchiveAsync();
        await log.MonthAsync(300);
        await log.ArchiveAsync();
        File.Delete(Path.Combine(log.Folder.Path, ArchivedMonths.October));

        var (_, other, archivist) = log.Replica(Path.Combine(log.Log.Folder, "other"));
        while (await archivist.WriteNextAsync(Cancel) is not null)
        {
        }

        Assert.Equal(["2026-11.zip"], Files);
        Assert.Equal("", await log.ArchiveAsync());
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(log.Folder.Path, ArchivedMonths.November), Cancel), await File.ReadAllBytesAsync(Path.Combine(other.Path, ArchivedMonths.November), Cancel));
    }

    [Fact]
    public async Task Two_replicas_with_one_folder_write_each_month_once()
    {
        await log.MonthAsync(300);
        await log.MonthAsync(300);
        var (_, _, other) = log.Replica(log.Folder.Path);

        var written = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            written.AddRange((await Task.WhenAll(log.Archivist.WriteNextAsync(Cancel), other.WriteNextAsync(Cancel))).Where(one => one is not null).Select(one => one!.Month.ToString()));
        }

        Assert.Equal(["2026-10", "2026-11"], written);
        Assert.Equal(["2026-10.zip", "2026-11.zip"], Files);
    }

    [Fact]
    public async Task What_a_service_left_that_was_killed_is_begun_anew()
    {
        await log.MonthAsync(3);
        Directory.CreateDirectory(log.Folder.Path);
        await File.WriteAllTextAsync(Path.Combine(log.Folder.Path, "2026-10.zip.draft-0123"), "half", Cancel);

        Assert.Equal("2026-10: 0-3", await log.ArchiveAsync());
        Assert.Equal(["2026-10.zip"], Files);
    }

    [Theory]
    [InlineData("UPDATE entries SET canonical = canonical || ' '::bytea WHERE index = 17", "Entry 17 is not what was signed: its bytes do not give its leaf hash.")]
    [InlineData("UPDATE entries SET leaf_hash = sha256('other') WHERE index = 17", "Tile 0/000 is not what was signed: it does not give the hash above it.")]
    [InlineData("UPDATE entries SET leaf_hash = sha256('other') WHERE index = 270", "The first 300 entries of the log are not those that were signed.")]
    [InlineData("UPDATE tree_nodes SET hash = sha256('other')", "The first 300 entries of the log are not those that were signed.")]
    [InlineData("DELETE FROM entries WHERE index = 17", "The tree of the 300 entries that were signed is not whole: Tile 0/000 is not there.")]
    [InlineData("UPDATE checkpoints SET note = replace(note, '300', '299')", "The last checkpoint of 2026-10 in the database was not signed with this log's key.")]
    [InlineData("DELETE FROM personal_values; DELETE FROM entry_facets; DELETE FROM entries WHERE index > 250", "The log has 251 entries, and 300 were signed.")]
    public async Task A_log_that_is_not_what_was_signed_is_not_archived(string sql, string reason)
    {
        await log.MonthAsync(300);
        await log.Log.TamperAsync(sql);

        Assert.Equal(reason, (await Assert.ThrowsAsync<LogContradictedException>(log.ArchiveAsync)).Message);
        Assert.Empty(Directory.Exists(log.Folder.Path) ? Files : []);
    }

    [Fact]
    public async Task A_log_that_was_changed_after_the_month_is_not_archived_either()
    {
        await log.MonthAsync(300);
        await log.AppendAsync(10);
        await log.SignAsync();
        await log.Log.TamperAsync("UPDATE entries SET leaf_hash = sha256('other') WHERE index = 305");

        Assert.Equal("The first 310 entries of the log are not those that were signed.", (await Assert.ThrowsAsync<LogContradictedException>(log.ArchiveAsync)).Message);
    }

    [Fact]
    public async Task A_log_that_does_not_continue_the_last_archive_is_not_archived()
    {
        await log.MonthAsync(300);
        await log.ArchiveAsync();
        await using var fork = await MonthlyLog.CreateAsync(postgres, rabbit, keyOf: log);
        await fork.MonthAsync(300);
        await fork.MonthAsync(10);
        Directory.CreateDirectory(fork.Folder.Path);
        File.Copy(Path.Combine(log.Folder.Path, ArchivedMonths.October), Path.Combine(fork.Folder.Path, ArchivedMonths.October));

        Assert.Equal("The first 300 entries of the log are not those that were signed.", (await Assert.ThrowsAsync<LogContradictedException>(fork.ArchiveAsync)).Message);
    }

    [Fact]
    public async Task A_database_of_before_the_last_archive_is_not_archived()
    {
        await log.MonthAsync(300);
        await log.MonthAsync(300);
        await log.ArchiveAsync();
        await log.Log.TamperAsync("DELETE FROM checkpoints WHERE size > 300");
        log.EndMonth();

        Assert.Equal("600 entries were archived before, and the last checkpoint of 2026-12 has 300.", (await Assert.ThrowsAsync<LogContradictedException>(log.ArchiveAsync)).Message);
    }

    [Theory]
    [InlineData("no zip", "2026-10.zip is no whole archive, and the next month cannot continue it: ")]
    [InlineData("other key", "The checkpoint in 2026-10.zip was not signed with this log's key.")]
    [InlineData("later", "2026-12.zip is there, and the month has not ended.")]
    public async Task An_archive_that_cannot_be_continued_is_not_passed_over(string what, string reason)
    {
        await log.MonthAsync(300);
        await log.ArchiveAsync();
        await log.MonthAsync(10);
        var october = Path.Combine(log.Folder.Path, ArchivedMonths.October);
        switch (what)
        {
            case "no zip":
                await File.WriteAllTextAsync(october, "no zip", Cancel);
                break;
            case "other key":
                ArchivedMonths.Change(october, "checkpoint", _ => System.Text.Encoding.UTF8.GetBytes(
                    SignedNote.Sign(new Checkpoint("audit.example.org/log", 300, new byte[32]).ToString(), NoteSignerKey.Generate("audit.example.org/log")).ToString()));
                break;
            default:
                File.Copy(october, Path.Combine(log.Folder.Path, ArchivedMonths.December));
                break;
        }

        Assert.StartsWith(reason, (await Assert.ThrowsAsync<LogContradictedException>(log.ArchiveAsync)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ArchivedMonths.November, Files);
    }

    private ZipArchive Open(string file) => ZipFile.OpenRead(Path.Combine(log.Folder.Path, file));

    private string[] Names(string file)
    {
        using var archive = Open(file);
        return [.. archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    private static async Task<string> ReadAsync(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(await archive.GetEntry(name)!.OpenAsync(Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }
}

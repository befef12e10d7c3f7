using System.Diagnostics;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.AuditVerifier.Sources;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Verifying;

public sealed class VerifierTests(PostgresServer postgres, RabbitMqServer rabbit, GoTlog go) : IAsyncLifetime
{
    private const int Entries = 300;
    private AuditLog log = null!;
    private AuditService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private VerifierOptions Options => VerifierRun.Of(service, Path.Combine(log.Folder, "state"));

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        service = log.StartReader();
        await log.ExchangeAppendsAsync(Enumerable.Range(1, Entries).Select(i => Records.Minted(i)));
        await SignedAtAsync(Entries);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task A_log_is_anchored_in_what_was_seen_of_it_before()
    {
        var first = await VerifierRun.OfAsync(Options);
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));
        await SignedAtAsync(Entries + 1);
        var second = await VerifierRun.OfAsync(Options);

        Assert.Equal((ExitCode.NotAnchored, ExitCode.Verified), (first.ExitCode, second.ExitCode));
        Assert.Contains("Consistent in itself, history not anchored", first.Output, StringComparison.Ordinal);
        Assert.Contains("Checked  301 entries, each under the signed root, and the numbers of 1 producers\nVerified", second.Output, StringComparison.Ordinal);
        Assert.Contains("Since    300 entries: ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_before_anchors_the_log_at_a_place_that_never_saw_it()
    {
        var earlier = await KeepCheckpointAsync();
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));
        await SignedAtAsync(Entries + 1);

        var run = await VerifierRun.OfAsync(Options with { Since = [earlier] });

        Assert.Equal(ExitCode.Verified, run.ExitCode);
        Assert.Contains($"Since    300 entries: {earlier}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_grows_while_it_is_checked_was_not_set_back()
    {
        var growing = Task.Run(async () =>
        {
            for (var i = 1; i <= 40; i++)
            {
                await log.ExchangeAppendsAsync(Records.Minted(Entries + i));
                await Task.Delay(25, Cancel);
            }
        }, Cancel);

        while (!growing.IsCompleted)
        {
            var run = await VerifierRun.OfAsync(Options with { Since = [log.CheckpointFolder] });
            Assert.Equal((ExitCode.Verified, ""), (run.ExitCode, run.Codes));
        }

        await growing;
    }

    [Fact]
    public async Task A_copy_in_a_folder_is_checked_like_the_log_itself()
    {
        var copy = await CopyAsync();

        var whole = await VerifierRun.OfAsync(Options with { Log = copy });
        await File.WriteAllBytesAsync(Path.Combine(copy, "tile/entries/001.p/44"), (await File.ReadAllBytesAsync(Path.Combine(copy, "tile/entries/001.p/44"), Cancel))[..^1], Cancel);
        var cut = await VerifierRun.OfAsync(Options with { Log = copy });

        Assert.Equal(ExitCode.NotAnchored, whole.ExitCode);
        Assert.Equal((ExitCode.Wrong, "entry_missing"), (cut.ExitCode, cut.Codes));
    }

    [Fact]
    public async Task The_hashes_can_be_checked_without_a_token()
    {
        var run = await VerifierRun.OfAsync(Options with { HashesOnly = true, Token = null });

        Assert.Equal(ExitCode.NotAnchored, run.ExitCode);
        Assert.Contains("Checked  the hashes of 300 entries, not the entries themselves", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not-the-token")]
    public async Task Entries_that_may_not_be_read_are_said_to_be_for_auditors(string? token)
    {
        var refused = await Assert.ThrowsAsync<LogUnreachableException>(() => VerifierRun.OfAsync(Options with { Token = token }));

        Assert.EndsWith(" is for auditors: put a token that may read the whole log into AUDITOR_TOKEN, or check the hashes alone with --hashes-only.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit.example.org/log", "not_signed")]
    [InlineData("audit.example.com/log", "other_origin")]
    public async Task A_checkpoint_of_another_key_is_not_the_logs(string name, string code)
    {
        var run = await VerifierRun.OfAsync(Options with { Key = NoteSignerKey.Generate(name).Verifier.ToString() });

        Assert.Equal((ExitCode.Wrong, code), (run.ExitCode, run.Codes));
    }

    [Fact]
    public async Task A_key_that_changes_is_not_believed()
    {
        await VerifierRun.OfAsync(Options);
        var copy = await CopyAsync();
        var other = NoteSignerKey.Generate("audit.example.org/log");
        Assert.True(SignedNote.TryParse(await File.ReadAllTextAsync(Path.Combine(copy, "checkpoint"), Cancel), out var note));
        await File.WriteAllTextAsync(Path.Combine(copy, "checkpoint"), SignedNote.Sign(note.Text, other).ToString(), Cancel);
        await File.WriteAllTextAsync(Path.Combine(copy, "key"), other.Verifier.ToString(), Cancel);

        var run = await VerifierRun.OfAsync(Options with { Log = copy });

        Assert.Equal((ExitCode.Wrong, "not_signed"), (run.ExitCode, run.Codes));
    }

    [Fact]
    public async Task What_the_log_says_of_itself_is_no_change()
    {
        var repeated = Records.Minted(Entries + 5);
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 5));
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 2), repeated, Records.Of(Entries + 6, "NoSuchType", repeated.Body));
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 7));
        await log.AppendAsync(EntryTypes.PublisherConfig, Records.Created(1), Records.Created(2));
        var size = await log.CountAsync("entries");
        await SignedAtAsync(size);

        var run = await VerifierRun.OfAsync(Options);

        Assert.Equal(["ProducerSequenceGap", "ProducerSequenceRepeated", "RecordUnreadable"], (await log.EntriesAsync()).Where(entry => entry.Producer == "audit").Select(entry => entry.Type));
        Assert.Equal((ExitCode.NotAnchored, ""), (run.ExitCode, run.Codes));
        Assert.Contains("the numbers of 3 producers", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_without_entries_anchors_nothing()
    {
        await using var empty = await AuditLog.CreateAsync(postgres, rabbit);
        var options = VerifierRun.Of(empty.StartReader(), Path.Combine(empty.Folder, "state"));
        await new LogReader(empty.StartReader()).CheckpointAsync(0);

        Assert.Equal(ExitCode.NotAnchored, (await VerifierRun.OfAsync(options)).ExitCode);
        Assert.Equal(ExitCode.NotAnchored, (await VerifierRun.OfAsync(options)).ExitCode);
    }

    [Theory]
    [InlineData("folder", "holds no checkpoints (*.txt).")]
    [InlineData("since", "is neither a file nor a folder")]
    [InlineData("key", "is no public key of a log")]
    [InlineData("log", "is neither an http(s) address nor a folder")]
    public async Task A_call_with_a_mistake_is_told_so(string parameter, string message)
    {
        var options = parameter switch
        {
            "folder" => Options with { Since = [Directory.CreateDirectory(Path.Combine(log.Folder, "empty")).FullName] },
            "since" => Options with { Since = ["/no/such/file"] },
            "key" => Options with { Key = "key" },
            _ => Options with { Log = "ftp://example.org/log" },
        };

        Assert.Contains(message, (await Assert.ThrowsAsync<UsageException>(() => VerifierRun.OfAsync(options))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_ends_with_a_code_that_says_what_came_of_it()
    {
        var first = await RunProgramAsync(Options.Log);
        var second = await RunProgramAsync(Options.Log);
        var nowhere = await RunProgramAsync("http://127.0.0.1:1/log");
        var mistaken = await RunProgramAsync(Options.Log, "--sinse", "x");
        await log.TamperAsync("UPDATE entries SET canonical = canonical || ' '::bytea WHERE index = 17");
        var tampered = await RunProgramAsync(Options.Log);

        Assert.Equal(
            (ExitCode.NotAnchored, ExitCode.Verified, ExitCode.NotVerified, ExitCode.NotVerified, ExitCode.Wrong),
            (first.Code, second.Code, nowhere.Code, mistaken.Code, tampered.Code));
        Assert.Contains("\nWRONG    entry_changed: Entry 17 was changed: its bytes do not give the leaf hash that the tree has for it.\nNot verified: 1 thing is wrong\n", tampered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_implementation_verifies_the_same_tiles()
    {
        var earlier = await File.ReadAllTextAsync(await KeepCheckpointAsync(), Cancel);
        await log.ExchangeAppendsAsync(Enumerable.Range(Entries + 1, 300).Select(i => Records.Minted(i)));
        await SignedAtAsync(Entries + 300);
        var key = (await new LogReader(service).KeyAsync()).ToString();

        Assert.Equal("600 entries, since 300\n", await go.CheckAsync(service, key, earlier));

        await log.TamperAsync("UPDATE entries SET canonical = canonical || ' '::bytea WHERE index = 17");
        var refused = await Assert.ThrowsAsync<ProgramFailedException>(() => go.CheckAsync(service, key, earlier));
        Assert.Contains("entry 17: ", refused.Message, StringComparison.Ordinal);
    }

    private Task SignedAtAsync(long size) => new LogReader(service).CheckpointAsync(size);

    private async Task<string> KeepCheckpointAsync()
    {
        using var anybody = service.Client();
        var file = Path.Combine(log.Folder, "earlier.txt");
        await File.WriteAllTextAsync(file, await anybody.GetStringAsync("/log/checkpoint", Cancel), Cancel);
        return file;
    }

    private async Task<string> CopyAsync()
    {
        var copy = Path.Combine(log.Folder, "copy");
        string[] files = ["checkpoint", "key", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"];
        foreach (var file in files)
        {
            var path = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, await service.Auditor.GetByteArrayAsync($"/log/{file}", Cancel), Cancel);
        }

        return copy;
    }

    private async Task<(int Code, string Output)> RunProgramAsync(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "TrustedPublishing.AuditVerifier"), [.. arguments, "--state", Options.State])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AUDITOR_TOKEN"] = AuditService.Token },
        })!;
        var errors = program.StandardError.ReadToEndAsync(Cancel);
        var output = await program.StandardOutput.ReadToEndAsync(Cancel);
        await errors;
        await program.WaitForExitAsync(Cancel);
        return (program.ExitCode, output);
    }
}

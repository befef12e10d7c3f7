using Microsoft.Extensions.Configuration;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Verifying;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>The log goes over to another key, and whoever trusts the first one can follow.</summary>
public sealed class LogKeyRotationTests(PostgresServer postgres, RabbitMqServer rabbit, GoTlog go) : IAsyncLifetime
{
    private const int Entries = 300;
    private AuditLog log = null!;
    private AuditService service = null!;
    private NoteVerifierKey first = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(log.Folder, "log-key.txt");

    private VerifierOptions Options => VerifierRun.Of(service, Path.Combine(log.Folder, "state"));

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await log.ExchangeAppendsAsync(Enumerable.Range(1, Entries).Select(i => Records.Minted(i)));
        service = log.StartReader();
        await new LogReader(service).CheckpointAsync(Entries);
        first = await new LogReader(service).KeyAsync();
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task While_the_log_goes_over_both_keys_sign_and_the_log_says_so()
    {
        var before = await CheckpointAsync();
        await VerifierRun.OfAsync(Options);

        var second = await RotateAsync(LogKeyRotation.Add);

        var note = await CheckpointAsync();
        Assert.True(note.IsSignedBy(first) && note.IsSignedBy(second));
        Assert.Equal((Entries, "audit", 1, "LogKeysChanged"), (await log.EntriesAsync())[Entries]);
        var body = (await service.GetAsync($"/api/entries/{Entries}"))["body"]!;
        Assert.Equal([$"{second}", $"{first}"], body["keys"]!.AsArray().Select(key => (string)key!));
        Assert.Equal([$"{first}"], body["keys_before"]!.AsArray().Select(key => (string)key!));
        // Others' tools go on with the key that they have, or with the new one.
        Assert.Equal($"{Entries + 1} entries, since {Entries}\n", await go.CheckAsync(service, $"{first}", $"{before}"));
        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));
        var later = await SignedAtAsync(Entries + 2);
        Assert.Equal($"{Entries + 2} entries, since {Entries + 1}\n", await go.CheckAsync(service, $"{second}", $"{note}"));
        Assert.True(later.IsSignedBy(first) && later.IsSignedBy(second));
        Assert.Equal(ExitCode.Verified, (await VerifierRun.OfAsync(Options)).ExitCode);
    }

    [Fact]
    public async Task A_replica_that_was_not_started_again_signs_on_meanwhile()
    {
        var other = log.StartReader();
        await RotateAsync(LogKeyRotation.Add);
        await service.DisposeAsync();

        await log.ExchangeAppendsAsync(Records.Minted(Entries + 1));

        service = other;
        Assert.True((await SignedAtAsync(Entries + 2)).IsSignedBy(first));
    }

    [Fact]
    public async Task Who_trusts_the_first_key_follows_the_handovers_to_the_last()
    {
        await VerifierRun.OfAsync(Options);
        var second = await RotateAsync(LogKeyRotation.Add);
        await RotateAsync(LogKeyRotation.Retire);
        var third = await RotateAsync(LogKeyRotation.Add);
        await RotateAsync(LogKeyRotation.Retire);

        var note = await CheckpointAsync();
        Assert.Equal((false, false, true), (note.IsSignedBy(first), note.IsSignedBy(second), note.IsSignedBy(third)));
        var run = await VerifierRun.OfAsync(Options);
        Assert.Equal(ExitCode.Verified, run.ExitCode);
        Assert.Contains($"Key      {first}\nNow      {third}, to which that key handed over\n", run.Output, StringComparison.Ordinal);
        // It remembers the key that counts now.
        Assert.Contains($"Key      {third}\nSigned ", (await VerifierRun.OfAsync(Options)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_earlier_keys_signed_anchors_the_log_for_who_trusts_the_last()
    {
        var remembered = Path.Combine(log.Folder, "earlier.txt");
        await File.WriteAllTextAsync(remembered, $"{await CheckpointAsync()}", Cancel);
        var second = await RotateAsync(LogKeyRotation.Add);
        await RotateAsync(LogKeyRotation.Retire);

        var run = await VerifierRun.OfAsync(Options with { Key = $"{second}", Since = [remembered] });

        Assert.Equal(ExitCode.Verified, run.ExitCode);
        Assert.Contains($"Since    {Entries} entries: {remembered}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_key_signs_the_log_no_more()
    {
        Assert.True(NoteSignerKey.TryParse((await File.ReadAllTextAsync(KeyFile, Cancel)).TrimEnd('\n'), out var stolen));
        var second = await RotateAsync(LogKeyRotation.Add);
        await RotateAsync(LogKeyRotation.Retire);
        var checkpoint = await CheckpointAsync();
        var copy = await CopyAsync(checkpoint: SignedNote.Sign(checkpoint.Text, stolen).ToString());

        var run = await VerifierRun.OfAsync(Options with { Log = copy, Key = $"{second}", HashesOnly = true });

        Assert.Equal((ExitCode.Wrong, "not_signed"), (run.ExitCode, run.Codes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_to_which_the_first_did_not_hand_over_is_not_believed(bool byAnother)
    {
        await VerifierRun.OfAsync(Options);
        await RotateAsync(LogKeyRotation.Add);
        await RotateAsync(LogKeyRotation.Retire);
        var checkpoint = await CheckpointAsync();
        var (intruder, intruders) = (NoteSignerKey.Generate(first.Name), NoteSignerKey.Generate(first.Name));
        var copy = await CopyAsync(
            checkpoint: SignedNote.Sign(checkpoint.Text, intruders).ToString(),
            handovers: byAnother ? KeyHandover.Sign(intruder, intruders).ToString() : "");

        var run = await VerifierRun.OfAsync(Options with { Log = copy, HashesOnly = true });

        Assert.Equal((ExitCode.Wrong, "not_signed"), (run.ExitCode, run.Codes));
    }

    [Fact]
    public async Task A_witness_that_knows_the_first_key_cosigns_while_both_sign()
    {
        using var witness = await GoWitness.StartAsync(go, "witness.example.org", first);
        (string, string)[] asked = [("Log:Witnesses:0:Url", witness.Address), ("Log:Witnesses:0:Key", witness.Key)];

        await RotateAsync(LogKeyRotation.Add, asked);

        Assert.True(WitnessKey.TryParse(witness.Key, out var key));
        Assert.NotNull(key.CosignedAt(await CheckpointAsync()));
    }

    [Fact]
    public async Task Each_step_comes_at_its_time()
    {
        Assert.Equal((1, "One key signs the log: there is none to retire."), await RunAsync(LogKeyRotation.Retire));
        Assert.Equal((0, ""), await RunAsync(LogKeyRotation.Add));
        Assert.Equal((1, "Two keys sign the log already: run retire-log-key first, when nobody relies on the earlier one any more."), await RunAsync(LogKeyRotation.Add));
        Assert.Equal((0, ""), await RunAsync(LogKeyRotation.Retire));
        Assert.Equal((1, $"Log:KeyPath: {KeyFile}.not is missing; run the service once with the argument 'migrate'."), await RunAsync(LogKeyRotation.Add, $"{KeyFile}.not"));
        Assert.Equal([KeyFile], Directory.GetFiles(log.Folder, "log-key*"));
    }

    [Theory]
    [InlineData("of another origin")]
    [InlineData("without its handover")]
    [InlineData("in the other order")]
    [InlineData("cut")]
    public async Task A_file_whose_keys_do_not_belong_together_is_none(string mistake)
    {
        await RunAsync(LogKeyRotation.Add);
        var text = await File.ReadAllTextAsync(KeyFile, Cancel);
        var lines = text.Split('\n');

        var wrong = mistake switch
        {
            "of another origin" => $"{NoteSignerKey.Generate("audit.example.com/log").Reveal()}\n{string.Join('\n', lines[1..])}",
            "without its handover" => $"{lines[0]}\n{lines[1]}\n",
            "in the other order" => $"{lines[1]}\n{lines[0]}\n{string.Join('\n', lines[2..])}",
            _ => text[..^2],
        };

        Assert.True(LogKeys.TryParse(text, out _));
        Assert.False(LogKeys.TryParse(wrong, out _));
    }

    /// <summary>Takes a step, starts the service again and waits until the log has said so. Gives the log's key then.</summary>
    private async Task<NoteVerifierKey> RotateAsync(string step, params (string, string)[] settings)
    {
        var size = await log.CountAsync("entries");
        Assert.Equal((0, ""), await RunAsync(step));
        await service.DisposeAsync();
        service = log.StartReader(settings);
        await SignedAtAsync(size + 1);
        return await new LogReader(service).KeyAsync();
    }

    private async Task<(int Code, string Errors)> RunAsync(string step, string? file = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Log:KeyPath", file ?? KeyFile)]).Build();
        await using var errors = new StringWriter();
        return (await LogKeyRotation.RunAsync(step, settings, TextWriter.Null, errors), errors.ToString().TrimEnd());
    }

    private async Task<SignedNote> CheckpointAsync()
    {
        using var anybody = service.Client();
        Assert.True(SignedNote.TryParse(await anybody.GetStringAsync("/log/checkpoint", Cancel), out var note));
        return note;
    }

    private async Task<SignedNote> SignedAtAsync(long size)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var note = await CheckpointAsync();
            Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
            if (checkpoint.Size >= size)
            {
                Assert.Equal(size, checkpoint.Size);
                return note;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>The log's hashes in a folder, with another checkpoint and, if given, other handovers.</summary>
    private async Task<string> CopyAsync(string checkpoint, string? handovers = null)
    {
        var copy = Directory.CreateDirectory(Path.Combine(log.Folder, "copy")).FullName;
        using var anybody = service.Client();
        await File.WriteAllTextAsync(Path.Combine(copy, "checkpoint"), checkpoint, Cancel);
        await File.WriteAllTextAsync(Path.Combine(copy, "key-handovers"), handovers ?? await anybody.GetStringAsync("/log/key-handovers", Cancel), Cancel);
        return copy;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Verifying;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.AuditVerifier;
using TrustedPublishing.TestServers;
using TrustedPublishing.TransparencyLog;

namespace TrustedPublishing.Audit.Tests.Tree;

/// <summary>The log and witnesses who share no code with it.</summary>
public sealed class WitnessTests(PostgresServer postgres, RabbitMqServer rabbit, GoTlog go) : IAsyncLifetime
{
    private const int Entries = 300;
    private AuditLog log = null!;
    private GoWitness first = null!;
    private GoWitness second = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        log = await AuditLog.CreateAsync(postgres, rabbit);
        await AppendAsync(1, Entries);
        Assert.True(NoteSignerKey.TryParse((await File.ReadAllTextAsync(Path.Combine(log.Folder, "log-key.txt"))).TrimEnd('\n'), out var key));
        first = await GoWitness.StartAsync(go, "witness.example.org/1", key.Verifier);
        second = await GoWitness.StartAsync(go, "witness.example.org/2", key.Verifier);
    }

    public async ValueTask DisposeAsync()
    {
        first.Dispose();
        second.Dispose();
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Every_checkpoint_is_cosigned_by_every_witness()
    {
        var service = Start(first, second);

        await UntilCosignedAsync(service, Entries, first, second);
        await AppendAsync(Entries + 1, 300);
        await UntilCosignedAsync(service, Entries + 300, first, second);

        await UntilHealthIsAsync(service, null);
        Assert.Equal(await log.CountAsync("checkpoints") * 2, await log.CountAsync("cosignatures"));
    }

    [Fact]
    public async Task A_witness_that_is_away_does_not_hold_the_log_up_and_is_asked_again()
    {
        var before = Start(first, second);
        await UntilCosignedAsync(before, Entries, first, second);
        await before.DisposeAsync();
        var service = Start((first.Address, first.Key), ("http://127.0.0.1:1/", second.Key));

        await AppendAsync(Entries + 1, 10);
        await UntilCosignedAsync(service, Entries + 10, first);
        await UntilHealthIsAsync(service, "The log is signed, and not cosigned: witness.example.org/2: it cannot be reached (");
        await service.DisposeAsync();

        // It knows the log at 300 entries, and nothing was added since.
        await UntilCosignedAsync(Start(first, second), Entries + 10, first, second);
    }

    [Fact]
    public async Task A_witness_that_this_log_never_asked_may_know_it_already()
    {
        await UntilCosignedAsync(Start(first), Entries, first);
        await log.TamperAsync("DELETE FROM cosignatures");
        await AppendAsync(Entries + 1, 10);

        await UntilCosignedAsync(Start(first), Entries + 10, first);
    }

    [Fact]
    public async Task A_log_that_is_set_back_is_found_by_its_witness()
    {
        await log.BackUpAsync();
        await AppendAsync(Entries + 1, 50);
        var service = Start(first);
        await UntilCosignedAsync(service, Entries + 50, first);
        await SetBackAsync(service);

        service = Start(first);
        await UntilHealthIsAsync(service, "The log is signed, and not cosigned: witness.example.org/1: it knows the log at 350 entries, and it has 300: the log was set back.");
        await AppendAsync(Entries + 1, 100);
        await new LogReader(service).CheckpointAsync(Entries + 100);

        await UntilHealthIsAsync(service, "The log is signed, and not cosigned: witness.example.org/1: the log does not continue what it cosigned: the log was forked.");
        var run = await VerifierRun.OfAsync(VerifierRun.Of(service, Path.Combine(log.Folder, "state")) with { Witnesses = [first.Key] });
        Assert.Equal(ExitCode.NotAnchored, run.ExitCode);
        Assert.Contains("history not anchored: witness.example.org/1 did not cosign it.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_witness_is_an_anchor_for_who_never_saw_the_log()
    {
        var service = Start(first);
        await UntilCosignedAsync(service, Entries, first);
        var options = VerifierRun.Of(service, Path.Combine(log.Folder, "state"));

        var by = await VerifierRun.OfAsync(options with { Witnesses = [first.Key] });
        var byBoth = await VerifierRun.OfAsync(options with { Witnesses = [first.Key, second.Key] });
        var byNobody = await Assert.ThrowsAsync<UsageException>(() => VerifierRun.OfAsync(options with { Witnesses = ["nobody"] }));

        Assert.Equal(ExitCode.Verified, by.ExitCode);
        Assert.Contains("Since    300 entries: witness.example.org/1 cosigned it at 20", by.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotAnchored, byBoth.ExitCode);
        Assert.Contains("witness.example.org/2 did not cosign it", byBoth.Output, StringComparison.Ordinal);
        Assert.Contains("nobody is no public key of a witness", byNobody.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://witness.example.org/", null)]
    [InlineData("witness.example.org", null)]
    [InlineData(null, "witness.example.org+00000000+AAAA")]
    public void A_witness_without_address_or_key_is_a_mistake_of_the_settings(string? url, string? key)
    {
        var builder = WebApplication.CreateBuilder(
        [
            $"--Log:Witnesses:0:Url={url ?? first.Address}", $"--Log:Witnesses:0:Key={key ?? first.Key}", "--Log:KeyPath=key", "--Log:CheckpointFolder=folder",
        ]);
        builder.AddLog();
        using var services = builder.Services.BuildServiceProvider();

        // What the start runs (ValidateOnStart).
        var mistake = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal("Log:Witnesses: each has an http(s) Url and a Key (<name>+<id>+<base64>, C2SP tlog-cosignature).", Assert.Single(mistake.Failures));
    }

    private AuditService Start(params GoWitness[] witnesses) => Start([.. witnesses.Select(witness => (witness.Address, witness.Key))]);

    private AuditService Start(params (string Address, string Key)[] witnesses) => log.StartReader(
        [.. witnesses.SelectMany((witness, i) => new[] { ($"Log:Witnesses:{i}:Url", witness.Address), ($"Log:Witnesses:{i}:Key", witness.Key) })]);

    private async Task SetBackAsync(AuditService service)
    {
        await service.DisposeAsync();
        Directory.Delete(log.CheckpointFolder, recursive: true);
        await log.RestoreAsync();
    }

    private static async Task UntilCosignedAsync(AuditService service, long size, params GoWitness[] witnesses)
    {
        using var anybody = service.Client();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            await new LogReader(service).CheckpointAsync(size);
            Assert.True(SignedNote.TryParse(await anybody.GetStringAsync("/log/checkpoint", limit.Token), out var note));
            if (witnesses.All(witness => WitnessKey.TryParse(witness.Key, out var key) && key.CosignedAt(note) > DateTimeOffset.UtcNow.AddMinutes(-1)))
            {
                return;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <param name="service">Whose.</param>
    /// <param name="trouble">How its description begins; null for health.</param>
    private static async Task UntilHealthIsAsync(AuditService service, string? trouble)
    {
        var signer = service.Services.GetRequiredService<CheckpointSigner>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await signer.CheckHealthAsync(new HealthCheckContext(), limit.Token) is var health
            && !(trouble is null ? health.Status == HealthStatus.Healthy : health.Description?.StartsWith(trouble, StringComparison.Ordinal) == true))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private Task AppendAsync(int from, int count) => log.ExchangeAppendsAsync(Enumerable.Range(from, count).Select(i => Records.Minted(i)));
}

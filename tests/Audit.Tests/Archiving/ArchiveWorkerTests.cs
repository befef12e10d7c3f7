using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Archiving;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tests.Tree;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Archiving;

public sealed class ArchiveWorkerTests(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    private MonthlyLog log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string October => Path.Combine(log.Folder.Path, ArchivedMonths.October);

    public async ValueTask InitializeAsync() => log = await MonthlyLog.CreateAsync(postgres, rabbit);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task A_service_that_was_down_writes_the_months_that_ended_meanwhile()
    {
        await log.AppendAsync(10);
        await log.SignAsync();
        var now = DateTimeOffset.UtcNow;
        Assert.SkipWhen(now is { Day: 1, Hour: < 2 }, "The last month has hardly ended.");
        var thisMonth = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        await log.Log.TamperAsync($"UPDATE checkpoints SET published_at = '{thisMonth.AddMonths(-2):O}'");

        var service = log.Log.StartReader();

        await UntilAsync(() => Task.FromResult(Directory.Exists(log.Folder.Path) && Directory.GetFiles(log.Folder.Path, "*.zip").Length == 2));
        Assert.Equal([$"{thisMonth.AddMonths(-2):yyyy-MM}.zip", $"{thisMonth.AddMonths(-1):yyyy-MM}.zip"], Directory.GetFiles(log.Folder.Path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        await UntilHealthIsAsync(service.Services.GetRequiredService<ArchiveWorker>(), HealthStatus.Healthy, null);
    }

    [Fact]
    public async Task Archives_can_be_switched_off()
    {
        await log.AppendAsync(10);
        await log.SignAsync();
        await log.Log.TamperAsync("UPDATE checkpoints SET published_at = published_at - interval '400 days'");

        var service = log.Log.StartReader(("Archives:Enabled", "false"));
        await new LogReader(service).CheckpointAsync(10);
        await service.Services.GetRequiredService<ArchiveWorker>().ExecuteTask!;

        Assert.False(Directory.Exists(log.Folder.Path));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_said_and_tried_again_and_the_log_goes_on()
    {
        await log.MonthAsync(10);
        await File.WriteAllTextAsync(log.Folder.Path, "a file where the folder should be", Cancel);
        using var worker = await StartAsync();

        await UntilHealthIsAsync(worker, HealthStatus.Degraded, "The log is not archived: ");
        await log.AppendAsync(5);
        await log.SignAsync();
        Assert.Equal(15, (await log.Book.LastAsync(Cancel))!.Checkpoint.Size);
        File.Delete(log.Folder.Path);

        await UntilAsync(() =>
        {
            log.Clock.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(File.Exists(October));
        });
        await UntilHealthIsAsync(worker, HealthStatus.Healthy, null);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_log_that_is_contradicted_is_said_and_nothing_is_written()
    {
        await log.MonthAsync(300);
        await log.Log.TamperAsync("UPDATE entries SET canonical = canonical || ' '::bytea WHERE index = 17");
        using var worker = await StartAsync();

        await UntilHealthIsAsync(worker, HealthStatus.Degraded, "The log is not archived: Entry 17 is not what was signed: its bytes do not give its leaf hash.");
        Assert.Empty(Directory.GetFiles(log.Folder.Path));
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_behind()
    {
        var month = new TransparencyLog.ArchiveMonth(2026, 10);

        await Assert.ThrowsAsync<IOException>(() => log.Folder.WriteAsync(month, async file =>
        {
            await file.WriteAsync(new byte[100_000], Cancel);
            throw new IOException("No space left on device");
        }));

        Assert.Empty(Directory.GetFiles(log.Folder.Path));
    }

    private async Task<ArchiveWorker> StartAsync()
    {
        var worker = new ArchiveWorker(log.Archivist, log.Folder, Options.Create(new ArchiveOptions()), log.Clock, NullLogger<ArchiveWorker>.Instance);
        await worker.StartAsync(Cancel);
        return worker;
    }

    private static Task UntilHealthIsAsync(ArchiveWorker worker, HealthStatus status, string? why) => UntilAsync(async () =>
        await worker.CheckHealthAsync(new HealthCheckContext(), Cancel) is var health && health.Status == status
        && (why is null ? health.Description is null : health.Description!.StartsWith(why, StringComparison.Ordinal)));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}

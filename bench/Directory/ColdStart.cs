using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.Bench.Directory;

/// <summary>
/// The cold start of a token exchange: its puller fills its directory from the feed of a real PublisherConfig on PostgreSQL. Tells the time, the CPU of
/// both processes (PostgreSQL's is not counted), and by how much this process grew, before and after the garbage of the load was collected.
/// </summary>
internal static class ColdStart
{
    public static async Task MeasureAsync(PublisherDatabase database, string rabbitMq)
    {
        foreach (var count in (int[])[1, 10_000, 1_000_000])
        {
            await database.FillAsync(count);
            await using var service = await PublisherConfigProcess.StartAsync(database.ConnectionString, rabbitMq);
            await MeasureAsync(service, count);
        }
    }

    private static async Task MeasureAsync(PublisherConfigProcess service, int count)
    {
        var services = new ServiceCollection();
        services.AddHttpClient(PublisherFeed.Client, client =>
        {
            client.BaseAddress = service.Internal;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PublisherConfigProcess.Key);
        });
        await using var clients = services.BuildServiceProvider();
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var directory = new PublisherDirectory(TimeProvider.System);
        var feed = new PublisherFeed(
            clients.GetRequiredService<IHttpClientFactory>(), new PublisherPacker(new ProviderCatalog()), TimeProvider.System, NullLogger<PublisherFeed>.Instance);
        using var puller = new PublisherPuller(directory, feed, TimeProvider.System, logs.CreateLogger<PublisherPuller>());

        using var self = Process.GetCurrentProcess();
        Collect();
        var (cpu, serviceCpu, resident) = (self.TotalProcessorTime, service.TotalProcessorTime, Resident(self));
        var watch = Stopwatch.StartNew();
        await puller.PullAsync(CancellationToken.None);
        watch.Stop();
        self.Refresh();
        var (loadedCpu, grown) = (self.TotalProcessorTime, Resident(self) - resident);
        Collect();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{directory.Count,9:N0} publishers of {count:N0}: cold start {watch.Elapsed.TotalSeconds:N2} s; CPU {(loadedCpu - cpu).TotalSeconds:N2} s here, {(service.TotalProcessorTime - serviceCpu).TotalSeconds:N2} s in publisher-config; grown by {grown:N0} MiB, {Resident(self) - resident:N0} MiB when collected"));
        GC.KeepAlive(directory);
    }

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private static double Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1048576.0;
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.Bench.Directory;

/// <summary>
/// Fills the exchange's directory from pages of the feed, without a network, and looks publishers up in it: memory, time and CPU a publisher, and
/// the time of a lookup of one that is registered and of one that is not.
/// </summary>
internal static class InMemory
{
    private const int PageSize = 1000;
    private const int Lookups = 200_000;

    public static void Measure(int count)
    {
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var packer = new PublisherPacker(new ProviderCatalog());
        var directory = new PublisherDirectory(TimeProvider.System);
        var table = new PublisherTable("bench");
        using var self = Process.GetCurrentProcess();
        var (wall, cpu, pages) = (new Stopwatch(), TimeSpan.Zero, new ArrayBufferWriter<byte>(1 << 20));
        for (var from = 0; from < count; from += PageSize)
        {
            WritePage(pages, from, Math.Min(PageSize, count - from), count);
            var before = self.TotalProcessorTime;
            wall.Start();
            Read(pages.WrittenSpan, packer, table);
            wall.Stop();
            self.Refresh();
            cpu += self.TotalProcessorTime - before;
        }

        directory.Replace(table);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - empty - pages.Capacity;
        var known = Enumerable.Range(0, Lookups).Select(i => SamplePublisher.Of((int)(i * 7919L % count))).Select(p => (p.Issuer, p.Identity)).ToArray();
        var unknown = known.Select(p => (p.Issuer, Identity: p.Identity + "-fork")).ToArray();
        Find(directory, known);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count,9:N0} publishers: {bytes / (double)count,7:N0} bytes each, {bytes / 1048576.0,6:N1} MiB; filled in {wall.Elapsed.TotalSeconds,5:N2} s, {cpu.TotalMicroseconds / count:N2} µs of CPU each; found in {Find(directory, known):N0} ns, not found in {Find(directory, unknown):N0} ns"));
        GC.KeepAlive(directory);
    }

    private static void WritePage(ArrayBufferWriter<byte> page, int from, int size, int head)
    {
        page.ResetWrittenCount();
        using var json = new Utf8JsonWriter(page);
        json.WriteStartObject();
        json.WriteString("epoch", "bench");
        json.WriteNumber("head", head);
        json.WriteNumber("through", from + size);
        json.WriteBoolean("more", from + size < head);
        json.WriteStartArray("publishers");
        for (var n = from; n < from + size; n++)
        {
            SamplePublisher.Of(n).WriteTo(json, n + 1, DateTimeOffset.UnixEpoch);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Read(ReadOnlySpan<byte> page, PublisherPacker packer, PublisherTable table)
    {
        var head = FeedDocument.ReadHead(page);
        var changes = new List<FeedChange>(PageSize);
        FeedDocument.ReadPublishers(page, entry => changes.Add(new FeedChange(entry.Id, entry.Revision, packer.Pack(entry) ?? throw new InvalidOperationException("Not understood."))));
        table.Apply(new FeedPage(head.Epoch, head.Head, head.Through, head.More, changes));
    }

    private static double Find(PublisherDirectory directory, (string Issuer, string Identity)[] asked)
    {
        var found = 0;
        var watch = Stopwatch.StartNew();
        foreach (var (issuer, identity) in asked)
        {
            found += directory.Find(issuer, identity).Count;
        }

        watch.Stop();
        GC.KeepAlive(found);
        return watch.Elapsed.TotalNanoseconds / asked.Length;
    }
}

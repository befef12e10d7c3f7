using System.IO.Compression;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Archiving;

/// <summary>
/// Archives that tests copy and change: October with the entries 0 to 299, November up to 599, December up to 699. And those of a fork, signed with the
/// same key, with as many other entries.
/// </summary>
public sealed class ArchivedMonths(PostgresServer postgres, RabbitMqServer rabbit) : IAsyncLifetime
{
    public const string October = "2026-10.zip";
    public const string November = "2026-11.zip";
    public const string December = "2026-12.zip";

    private MonthlyLog log = null!;
    private MonthlyLog fork = null!;

    internal MonthlyLog Log => log;

    internal string ForkFolder => fork.Folder.Path;

    public async ValueTask InitializeAsync()
    {
        log = await MonthlyLog.CreateAsync(postgres, rabbit);
        fork = await MonthlyLog.CreateAsync(postgres, rabbit, keyOf: log);
        foreach (var one in new[] { log, fork })
        {
            await one.MonthAsync(300);
            await one.MonthAsync(300);
            await one.MonthAsync(100);
            Assert.Equal("2026-10: 0-300, 2026-11: 300-600, 2026-12: 600-700", await one.ArchiveAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await fork.DisposeAsync();
    }

    /// <summary>Another log.</summary>
    internal Task<MonthlyLog> CreateAsync() => MonthlyLog.CreateAsync(postgres, rabbit);

    /// <summary>A folder of a test's own with all three.</summary>
    internal string Copy()
    {
        var copy = Directory.CreateDirectory(Path.Combine(log.Log.Folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var file in Directory.GetFiles(log.Folder.Path))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>Changes one file of an archive, adds it, or takes it out.</summary>
    internal static void Change(string archive, string name, Func<byte[], byte[]?> change)
    {
        using var zip = ZipFile.Open(archive, ZipArchiveMode.Update);
        var content = Array.Empty<byte>();
        if (zip.GetEntry(name) is { } old)
        {
            using var stream = old.Open();
            using var read = new MemoryStream();
            stream.CopyTo(read);
            content = read.ToArray();
            stream.Dispose();
            old.Delete();
        }

        if (change(content) is { } changed)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(changed);
        }
    }
}

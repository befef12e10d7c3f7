using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using TrustedPublishing.Audit.Archiving;
using TrustedPublishing.Audit.Tests.Appending;
using TrustedPublishing.Audit.Tests.Service;
using TrustedPublishing.Audit.Tree;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Audit.Tests.Archiving;

/// <summary>A log whose months are as long as a test wants: a clock of its own, signed and archived when it is told to.</summary>
internal sealed class MonthlyLog : IAsyncDisposable
{
    private static readonly IHttpClientFactory Clients = new ServiceCollection().AddHttpClient().BuildServiceProvider().GetRequiredService<IHttpClientFactory>();

    private int appended;

    private MonthlyLog(AuditLog log)
    {
        Log = log;
        (Book, Folder, Archivist) = Replica(Path.Combine(log.Folder, "archives"));
    }

    public AuditLog Log { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero));

    public LogBook Book { get; private set; }

    public ArchiveFolder Folder { get; }

    public Archivist Archivist { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="postgres">Where it is.</param>
    /// <param name="rabbit">What the migration asks for.</param>
    /// <param name="keyOf">The log whose key, and name, this one has as well.</param>
    public static async Task<MonthlyLog> CreateAsync(PostgresServer postgres, RabbitMqServer rabbit, MonthlyLog? keyOf = null)
    {
        var log = await AuditLog.CreateAsync(postgres, rabbit);
        if (keyOf is not null)
        {
            File.Copy(KeyPath(keyOf.Log), KeyPath(log), overwrite: true);
        }

        return new MonthlyLog(log);
    }

    /// <summary>Another replica, with the same database and key, and a folder for its archives.</summary>
    public (LogBook Book, ArchiveFolder Folder, Archivist Archivist) Replica(string folder)
    {
        var options = Options.Create(new LogOptions { KeyPath = KeyPath(Log), CheckpointFolder = Log.CheckpointFolder });
        var book = new LogBook(
            Log.Database, LogKeyFile.Read(KeyPath(Log)), new CheckpointFolder(options), new Witnesses(options, Clients, Clock, NullLogger<Witnesses>.Instance), Clock);
        var archives = new ArchiveFolder(Options.Create(new ArchiveOptions { Folder = folder }), options);
        return (book, archives, new Archivist(Log.Database, book, archives, Clock));
    }

    public async Task AppendAsync(int entries)
    {
        foreach (var batch in Enumerable.Range(appended + 1, entries).Chunk(200))
        {
            await Log.ExchangeAppendsAsync(batch.Select(i => Records.Minted(i)));
        }

        appended += entries;
    }

    /// <summary>The log goes over to another key, and the one before is retired at once.</summary>
    public void ChangeKey()
    {
        var path = KeyPath(Log);
        File.WriteAllText(path, LogKeyFile.Read(path).WithNew()!.WithoutEarlier()!.Reveal());
        (Book, _, Archivist) = Replica(Folder.Path);
    }

    public Task SignAsync() => Book.SignAsync(Cancel);

    /// <summary>Appends and signs, and lets the month end and a little more.</summary>
    public async Task MonthAsync(int entries)
    {
        await AppendAsync(entries);
        await SignAsync();
        EndMonth();
    }

    public void EndMonth()
    {
        var now = Clock.GetUtcNow();
        Clock.SetUtcNow(new DateTimeOffset(now.Year, now.Month, 5, 12, 0, 0, TimeSpan.Zero).AddMonths(1));
    }

    /// <summary>Writes all that is due, and says which.</summary>
    public async Task<string> ArchiveAsync()
    {
        var written = new List<string>();
        while (await Archivist.WriteNextAsync(Cancel) is { } month)
        {
            written.Add($"{month.Month}: {month.First}-{month.Size}");
        }

        return string.Join(", ", written);
    }

    public ValueTask DisposeAsync() => Log.DisposeAsync();

    private static string KeyPath(AuditLog log) => Path.Combine(log.Folder, "log-key.txt");
}

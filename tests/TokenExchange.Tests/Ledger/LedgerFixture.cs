using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TestServers;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Ledger;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Tests.Publishers;

namespace TrustedPublishing.TokenExchange.Tests.Ledger;

/// <summary>A ledger on a database of its own, reached over a link that can be cut.</summary>
internal sealed class LedgerFixture : IAsyncDisposable
{
    public const string KeyId = "key-1";
    public const string KeyThumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

    /// <summary>Longer than a busy machine takes for a test: nothing pulls here.</summary>
    public static readonly TimeSpan MaxDirectoryAge = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly NpgsqlDataSource linked;

    private LedgerFixture(string database)
    {
        var direct = new NpgsqlConnectionStringBuilder(database);
        Link = new CuttableLink(direct.Host!, direct.Port);
        linked = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database)
        {
            Host = "127.0.0.1",
            Port = Link.Port,
            SslMode = SslMode.Disable,
            ApplicationName = "ledger-under-test",
            Timeout = 2,
        });
        Direct = NpgsqlDataSource.Create(database);
        Directory = new PublisherDirectory(TimeProvider.System);
        Writer = NewWriter(linked);
        var publisher = SamplePublisher.OfAccount();
        Publisher = publisher.Unpack();
        Directory.Replace(new PublisherTable("epoch"));
        Apply(publisher.Change());
    }

    public CuttableLink Link { get; }

    /// <summary>Beside the link.</summary>
    public NpgsqlDataSource Direct { get; }

    public PublisherDirectory Directory { get; }

    public LedgerWriter Writer { get; }

    public TrustedPublisher Publisher { get; }

    public static async Task<LedgerFixture> CreateAsync(PostgresServer postgres)
    {
        var database = await postgres.CreateDatabaseAsync("ledger");
        await using (var db = new TokenExchangeDb(new DbContextOptionsBuilder<TokenExchangeDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options))
        {
            await db.Database.MigrateAsync();
        }

        return new LedgerFixture(database);
    }

    /// <summary>Another replica's.</summary>
    public LedgerWriter NewWriter() => NewWriter(Direct);

    private LedgerWriter NewWriter(NpgsqlDataSource database) => new(
        database,
        Directory,
        Options.Create(new PublisherOptions { MaxAge = MaxDirectoryAge }),
        new ExchangeTelemetry(services.GetRequiredService<IMeterFactory>(), Directory),
        NullLogger<LedgerWriter>.Instance);

    public void Apply(FeedChange change)
    {
        Directory.Apply(new FeedPage("epoch", change.Revision, change.Revision, false, [change]));
        Directory.CompletePull(TimeProvider.System.GetTimestamp());
    }

    public LedgerEntry Entry(byte[]? replayKey = null, byte[]? idTokenKey = null, string target = "main")
    {
        var now = DateTimeOffset.UtcNow;
        var replay = replayKey ?? RandomNumberGenerator.GetBytes(32);
        return new LedgerEntry
        {
            ReplayKey = replay,
            // The replay key says which ID token it is of.
            IdTokenKey = idTokenKey ?? SHA256.HashData(replay),
            KeptUntil = now.AddMinutes(10),
            Publisher = Publisher,
            Token = new MintedToken
            {
                TokenId = Guid.NewGuid(),
                Target = target,
                Provider = "google",
                Issuer = Publisher.Issuer,
                PublisherId = Publisher.Id,
                ProjectIds = [.. Publisher.Projects.Select(project => project.Id)],
                IssuedAt = now,
                ExpiresAt = now.AddMinutes(15),
                IdTokenDigest = RandomNumberGenerator.GetBytes(32),
            },
            KeyId = KeyId,
            KeyThumbprint = KeyThumbprint,
            Record = new OutboxRecord(Guid.NewGuid(), "TokenMinted", now, null, "{}"),
        };
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Direct.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<long>> SequencesAsync()
    {
        var sequences = new List<long>();
        await using var command = Direct.CreateCommand("SELECT sequence FROM outbox ORDER BY sequence");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            sequences.Add(row.GetInt64(0));
        }

        return sequences;
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        Writer.Dispose();
        await linked.DisposeAsync();
        await Link.DisposeAsync();
        await Direct.DisposeAsync();
        await services.DisposeAsync();
    }
}

using System.Diagnostics;
using System.Net;
using Npgsql;
using TrustedPublishing.Authority;
using TrustedPublishing.Authority.Services;
using TrustedPublishing.Bench.Exchanges.Issuing;
using TrustedPublishing.Bench.Exchanges.Machine;
using TrustedPublishing.Bench.Exchanges.Measuring;
using TrustedPublishing.Bench.Exchanges.Traffic;

namespace TrustedPublishing.Bench.Exchanges.Contestants;

/// <summary>The real stack, all of it, with so many publishers.</summary>
internal sealed class ExchangeStack : IAsyncDisposable
{
    public const string MintPath = "/_/oidc/mint-token";

    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(5);

    private readonly LocalAuthority authority;
    private readonly NpgsqlDataSource ledger;
    private readonly NpgsqlDataSource audit;

    private ExchangeStack(LocalAuthority authority, RequestStock stock)
    {
        this.authority = authority;
        Stock = stock;
        ledger = NpgsqlDataSource.Create(authority.Database("token-exchange"));
        audit = NpgsqlDataSource.Create(authority.Database("audit"));
    }

    public RequestStock Stock { get; }

    /// <summary>From the start of the exchange's process until it says that it is ready: all publishers are loaded by then.</summary>
    public TimeSpan ColdStart { get; private set; }

    /// <summary>An amqp address with all rights.</summary>
    public string RabbitMq => authority.RabbitMqConnection;

    /// <summary>What rivals use, too.</summary>
    public IReadOnlyList<ProcessGroup> Servers => [new("postgres", authority.Postgres.ProcessIds), new("rabbitmq", authority.RabbitMq.ProcessIds)];

    /// <summary>The exchange with the processes that stand there now.</summary>
    public Contestant Contestant => new()
    {
        Name = Contestants.Contestant.Exchange,
        Address = Address,
        Stock = Stock,
        Processes = Processes,
    };

    /// <summary>The same while RabbitMQ stands still. What waits in the outbox then is audited before anything else is measured.</summary>
    public Contestant BrokerAway => Contestant with
    {
        Name = Contestants.Contestant.BrokerAway,
        Before = authority.RabbitMq.PauseAsync,
        After = async () =>
        {
            await authority.RabbitMq.ResumeAsync();
            await DrainAsync();
        },
    };

    private LocalService Exchange => authority.TokenExchange[0];

    private IPEndPoint Address => new(IPAddress.Loopback, Exchange.Address.Port);

    private IReadOnlyList<ProcessGroup> Processes =>
    [
        new("token-exchange", [Exchange.ProcessId]),
        .. Servers,
        new("audit", [authority.Audit.ProcessId]),
        new("publisher-config", [authority.PublisherConfig.ProcessId]),
        new("jwks-cache", [authority.JwksCache.ProcessId]),
        new("redis", authority.Redis.ProcessIds),
    ];

    /// <param name="issuers">Whose ID tokens it trusts.</param>
    /// <param name="audience">What they are for.</param>
    /// <param name="publishers">How many are registered; at least one a provider.</param>
    public static async Task<ExchangeStack> StartAsync(IssuerHost issuers, string audience, int publishers)
    {
        var registered = Math.Max(publishers, CiProvider.All.Count);
        var options = new AuthorityOptions();
        options.TokenExchange["Registry:Audiences:0"] = audience;
        foreach (var service in (ServiceSettings[])[options.PublisherConfig, options.JwksCache, options.TokenExchange])
        {
            Trust(service, issuers.Address);
        }

        var authority = await LocalAuthority.StartAsync(options);
        var stack = new ExchangeStack(authority, new RequestStock(issuers.Forge, registered, Request));
        try
        {
            await new PublisherSeed(authority.Database("publisher-config"), issuers.Address).WriteAsync(registered);
            await stack.RestartExchangeAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public static byte[] Request(string idToken) => HttpRequests.Json(MintPath, $$"""{"token":"{{idToken}}"}""");

    /// <summary>Returns when the exchange is ready again.</summary>
    public async Task RestartExchangeAsync()
    {
        if (Exchange.IsRunning)
        {
            await Exchange.StopAsync();
        }

        var since = Stopwatch.GetTimestamp();
        await Exchange.StartAsync();
        ColdStart = Stopwatch.GetElapsedTime(since);
    }

    /// <summary>An empty database on the stack's server; returns a superuser's connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var server = NpgsqlDataSource.Create(authority.PostgresConnection);
        await using var command = server.CreateCommand($"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(name)}");
        await command.ExecuteNonQueryAsync();
        return authority.Database(name);
    }

    /// <summary>The number of the last record that the exchange wrote, and of the last one that the audit log holds.</summary>
    public async Task<(long Recorded, long Audited)> ReadProgressAsync() => (
        await ReadAsync(ledger, "SELECT last FROM outbox_sequence WHERE id = 1"),
        await ReadAsync(audit, "SELECT COALESCE(max(sequence), 0) FROM entries WHERE producer = 'token-exchange'"));

    /// <summary>Waits until the audit log holds all that the exchange recorded; returns how long that took.</summary>
    public async Task<TimeSpan> DrainAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (await ReadProgressAsync() is var (recorded, audited) && recorded > audited)
        {
            if (Stopwatch.GetElapsedTime(since) > DrainLimit)
            {
                throw new TimeoutException($"The audit log is {recorded - audited} records behind after {DrainLimit.TotalMinutes} minutes.");
            }

            await Task.Delay(20);
        }

        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>The length of the body of an accepted exchange, in bytes.</summary>
    public async Task<int> ReadAnswerLengthAsync()
    {
        using var client = new HttpClient();
        using var body = new StringContent($$"""{"token":"{{Stock.SignOne()}}"}""");
        using var response = await client.PostAsync(new Uri(Exchange.Address, MintPath), body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }

    /// <summary>The settings of PostgreSQL that decide whether what was answered is kept, as the exchange's database has them.</summary>
    public async Task<string> ReadDurabilityAsync()
    {
        await using var command = ledger.CreateCommand("""
            SELECT 'PostgreSQL ' || current_setting('server_version') || ': ' || string_agg(name || ' = ' || setting, ', ' ORDER BY name)
            FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_sync_method')
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        await audit.DisposeAsync();
        await authority.DisposeAsync();
    }

    private static async Task<long> ReadAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static void Trust(ServiceSettings settings, Uri issuers)
    {
        foreach (var provider in CiProvider.All)
        {
            settings[$"Issuers:bench-{provider.Name}:Issuer"] = IdTokenForge.IssuerOf(issuers, provider);
            settings[$"Issuers:bench-{provider.Name}:Provider"] = provider.Name;
            settings[$"Issuers:bench-{provider.Name}:MaxLifetime"] = IdTokenForge.MaxLifetime.ToString("c");
        }
    }
}

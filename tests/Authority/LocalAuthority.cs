using Npgsql;
using TrustedPublishing.Authority.Clients;
using TrustedPublishing.Authority.Servers;
using TrustedPublishing.Authority.Services;

namespace TrustedPublishing.Authority;

/// <summary>
/// The whole stack on this machine, each service and each server as a process of its own that can be killed, paused and started
/// again. Nothing of it outlives the process that started it, however that ends.
/// </summary>
public sealed class LocalAuthority : IAsyncDisposable
{
    private readonly string folder;
    private readonly LocalServers servers;
    private readonly StackSettings settings;

    private LocalAuthority(string folder, LocalServers servers, AuthorityOptions options)
    {
        this.folder = folder;
        this.servers = servers;
        var addresses = AuthorityAddresses.Take(options.Exchanges);
        settings = new StackSettings(servers.Connections, Secrets, addresses, folder);
        var logs = Directory.CreateDirectory(Path.Combine(folder, "logs")).FullName;
        PublisherConfig = new("publisher-config", ServiceProgram.Of<Projects.PublisherConfig>(), addresses.PublisherConfig, settings.PublisherConfig(options.PublisherConfig), logs);
        JwksCache = new("jwks-cache", ServiceProgram.Of<Projects.JwksCache>(), addresses.JwksCache, settings.JwksCache(options.JwksCache), logs);
        Audit = new("audit", ServiceProgram.Of<Projects.Audit>(), addresses.Audit, settings.Audit(options.Audit), logs);
        CiSimulator = new("ci-simulator", ServiceProgram.Of<Projects.CiSimulator>(), addresses.CiSimulator, settings.CiSimulator(options.CiSimulator), logs);
        TokenExchange = [.. addresses.TokenExchange.Select((address, i) => new LocalService(
            $"token-exchange-{i + 1}", ServiceProgram.Of<Projects.TokenExchange>(), address, settings.TokenExchange(i, options.TokenExchange), logs))];
        LogFolder = logs;
    }

    public LocalServer Postgres => servers.Postgres;

    public LocalServer Redis => servers.Redis;

    public LocalServer RabbitMq => servers.RabbitMq;

    public LocalService PublisherConfig { get; }

    public LocalService JwksCache { get; }

    /// <summary>The replicas.</summary>
    public IReadOnlyList<LocalService> TokenExchange { get; }

    public LocalService Audit { get; }

    public LocalService CiSimulator { get; }

    public AuthoritySecrets Secrets { get; } = new();

    /// <summary>What each service has written, a file a service.</summary>
    public string LogFolder { get; }

    /// <summary>A superuser's connection string to the server's own database.</summary>
    public string PostgresConnection => servers.Connections.PostgresAdmin;

    /// <summary>StackExchange.Redis format, with all rights.</summary>
    public string RedisConnection => servers.Connections.Redis(LocalServers.Operator);

    /// <summary>An <c>amqp</c> address with all rights.</summary>
    public string RabbitMqConnection => servers.Connections.RabbitMq(LocalServers.Operator);

    /// <summary>Starts everything in the AppHost's order; returns when every service is healthy.</summary>
    /// <exception cref="InvalidOperationException">A service did not start; the message holds the end of its log.</exception>
    public static async Task<LocalAuthority> StartAsync(AuthorityOptions? options = null)
    {
        // Another user than root must be able to go through it: the servers' own.
        var folder = Path.Combine(Path.GetTempPath(), $"trusted-publishing-authority-{Guid.NewGuid():N}");
        var servers = await LocalServers.StartAsync(folder);
        var authority = new LocalAuthority(folder, servers, options ?? new AuthorityOptions());
        try
        {
            await authority.StartServicesAsync();
            return authority;
        }
        catch
        {
            await authority.DisposeAsync();
            throw;
        }
    }

    /// <summary>A superuser's connection string to a service's database, for example <c>token-exchange</c>'s, to look into it.</summary>
    public string Database(string service) =>
        new NpgsqlConnectionStringBuilder(PostgresConnection) { Database = service.Replace('-', '_') }.ConnectionString;

    /// <summary>A client of one replica of the exchange.</summary>
    public Gateway Gateway(int replica = 0) => new(TokenExchange[replica].Address, Secrets.RegistrySecret);

    public ManagementApi ManagementApi() => new(PublisherConfig.Address, Secrets.AdminToken);

    public AuditApi AuditApi() => new(Audit.Address, Secrets.AuditorToken);

    public Simulator Simulator() => new(CiSimulator.Address);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Services.Select(s => s.DisposeAsync().AsTask()));
        await servers.DisposeAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<LocalService> Services => [.. TokenExchange, PublisherConfig, JwksCache, Audit, CiSimulator];

    private async Task StartServicesAsync()
    {
        // Schemas, roles and queues come first: nobody may publish before somebody keeps what is published.
        await Task.WhenAll(
            ServiceProgram.Of<Projects.Audit>().MigrateAsync("audit", settings.Migration("audit"), LogFolder),
            ServiceProgram.Of<Projects.TokenExchange>().MigrateAsync("token-exchange", settings.Migration("token-exchange"), LogFolder),
            ServiceProgram.Of<Projects.PublisherConfig>().MigrateAsync("publisher-config", settings.Migration("publisher-config"), LogFolder));
        await Task.WhenAll(PublisherConfig.StartAsync(), JwksCache.StartAsync(), Audit.StartAsync(), CiSimulator.StartAsync());
        await Task.WhenAll(TokenExchange.Select(exchange => exchange.StartAsync()));
    }
}

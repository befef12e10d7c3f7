using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.TestServers;
using Record = TrustedPublishing.Contracts.Record;

namespace TrustedPublishing.Audit.Tests.Service;

/// <summary>A log of its own: a database that the service's own migration step made, used with the service's own role.</summary>
internal sealed class AuditLog : IAsyncDisposable
{
    private readonly string admin;
    private readonly string rabbit;
    private readonly List<AuditService> replicas = [];

    private AuditLog(string admin, string rabbit, string connectionString)
    {
        (this.admin, this.rabbit, ConnectionString) = (admin, rabbit, connectionString);
        Database = NpgsqlDataSource.Create(connectionString);
        Appender = new EntryAppender(Database, TimeProvider.System);
    }

    /// <summary>As the service's role.</summary>
    public string ConnectionString { get; }

    /// <summary>The database's, and the role's.</summary>
    private string Name => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    private string Backup => $"{Name}_backup";

    /// <summary>As the service's role.</summary>
    public NpgsqlDataSource Database { get; }

    public EntryAppender Appender { get; }

    /// <summary>With the log's key, and the checkpoints outside the database.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("audit-log-").FullName;

    public string CheckpointFolder => Path.Combine(Folder, "checkpoints");

    /// <summary>Where both are, for a replica.</summary>
    public IEnumerable<(string Key, string Value)> LogSettings =>
    [
        ("Log:KeyPath", Path.Combine(Folder, "log-key.txt")),
        ("Log:CheckpointFolder", CheckpointFolder),
        ("Log:CheckpointInterval", "00:00:00.1"),
        ("Log:Origin", "audit.example.org/log"),
    ];

    public static async Task<AuditLog> CreateAsync(PostgresServer postgres, RabbitMqServer rabbit)
    {
        var name = $"audit_{Guid.NewGuid():N}";
        var service = new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString)
        {
            Database = name,
            Username = name,
            Password = Guid.NewGuid().ToString("N"),
        };
        var log = new AuditLog(postgres.AdminConnectionString, rabbit.Uri, service.ConnectionString);
        await AuditService.MigrateAsync(service.ConnectionString, postgres.AdminConnectionString, rabbit.Uri, log.LogSettings);
        return log;
    }

    /// <summary>Starts a replica that consumes from the broker.</summary>
    public AuditService StartReplica(params (string Key, string Value)[] settings) => Start(rabbit, settings);

    /// <summary>Starts a replica that consumes nothing: tests of reading bring their own entries and leave the queues to others.</summary>
    public AuditService StartReader(params (string Key, string Value)[] settings) => Start(null, settings);

    /// <summary>Starts a replica that consumes nothing and can reach the broker.</summary>
    public AuditService StartPublisher(params (string Key, string Value)[] settings) => StartReader([("ConnectionStrings:rabbitmq", rabbit), .. settings]);

    /// <summary>Starts a replica whose broker is away.</summary>
    public AuditService StartWithoutBroker() => Start("amqp://nobody:nothing@127.0.0.1:1/", []);

    public Task<IReadOnlyList<PlannedEntry>> AppendAsync(string producer, params IEnumerable<Record> records) =>
        Appender.AppendAsync(producer, [.. records.Select(record => new Arrival(record))], TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<PlannedEntry>> ExchangeAppendsAsync(params IEnumerable<Record> records) =>
        AppendAsync(EntryTypes.TokenExchange, records);

    public async Task<List<(long Index, string Producer, long Sequence, string Type)>> EntriesAsync()
    {
        var entries = new List<(long, string, long, string)>();
        await using var command = Database.CreateCommand("SELECT index, producer, sequence, type FROM entries ORDER BY index");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            entries.Add((reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3)));
        }
        return entries;
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Database.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>As a superuser, who may change what the service's role may not.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var connection = await OpenAsSuperuserAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }

    public async Task<NpgsqlConnection> OpenAsSuperuserAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Database = Name, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Copies the whole database. No replica may run meanwhile.</summary>
    public Task BackUpAsync() => CopyAsync(Name, Backup);

    /// <summary>Puts the copy into the database's place.</summary>
    public async Task RestoreAsync()
    {
        await OnServerAsync($"DROP DATABASE {Name} WITH (FORCE)");
        await CopyAsync(Backup, Name);
        await OnServerAsync($"DROP DATABASE {Backup}");
    }

    /// <summary>The database is as good as away: whoever was in it is thrown out, and nobody gets in.</summary>
    public async Task CutOffAsync()
    {
        await OnServerAsync($"ALTER DATABASE {Name} WITH ALLOW_CONNECTIONS false");
        await OnServerAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Name}'");
    }

    /// <summary>It is back.</summary>
    public Task LetInAsync() => OnServerAsync($"ALTER DATABASE {Name} WITH ALLOW_CONNECTIONS true");

    /// <summary>Waits until the log has <paramref name="count"/> entries.</summary>
    public async Task UntilAsync(long count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await CountAsync("entries") < count)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Waits until a replica listens for new entries, hence has started.</summary>
    public async Task UntilListeningAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var command = Database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE usename = current_user AND query LIKE 'LISTEN%'");
        while ((long)(await command.ExecuteScalarAsync(limit.Token))! == 0)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
        await Database.DisposeAsync();

        await OnServerAsync($"DROP DATABASE IF EXISTS {Backup}");
        await OnServerAsync($"DROP DATABASE {Name} WITH (FORCE)");
        await OnServerAsync($"DROP ROLE {Name}");
        Directory.Delete(Folder, recursive: true);
    }

    private async Task CopyAsync(string from, string to)
    {
        Database.Clear();
        await OnServerAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'");
        await OnServerAsync($"CREATE DATABASE {to} TEMPLATE {from} OWNER {Name}");
    }

    private async Task OnServerAsync(string sql)
    {
        await using var server = new NpgsqlConnection(admin);
        await server.OpenAsync();
        await using var command = new NpgsqlCommand(sql, server);
        await command.ExecuteNonQueryAsync();
    }

    private AuditService Start(string? broker, (string Key, string Value)[] settings)
    {
        var replica = new AuditService(ConnectionString, broker, [.. LogSettings, .. settings]);
        replicas.Add(replica);
        return replica;
    }
}

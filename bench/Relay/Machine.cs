using System.Diagnostics;
using System.Reflection;
using Npgsql;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.Bench.Relay;

/// <summary>PostgreSQL and RabbitMQ for this run alone, the databases of both services, and the processes that are measured.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly PostgresServer postgres = new();
    private readonly RabbitMqServer rabbit = new();
    private readonly string folder = Directory.CreateTempSubdirectory("bench-relay-").FullName;
    private string exchange = "";

    /// <summary>Audit's own, as its role.</summary>
    public string AuditConnectionString { get; private set; } = "";

    /// <summary>The operator's, for Audit.</summary>
    public string AuditorToken { get; } = Guid.NewGuid().ToString("N");

    public required int PostgresPid { get; set; }
    public required int RabbitPid { get; set; }

    /// <summary>As superuser, of the database <c>token_exchange</c>.</summary>
    public required NpgsqlDataSource Exchange { get; set; }

    /// <summary>As superuser, of the database <c>audit</c>.</summary>
    public required NpgsqlDataSource Audit { get; set; }

    public static async Task<Machine> StartAsync()
    {
        var machine = new Machine { PostgresPid = 0, RabbitPid = 0, Exchange = null!, Audit = null! };
        await machine.postgres.InitializeAsync();
        await machine.rabbit.InitializeAsync();
        machine.PostgresPid = CpuTime.ListenerOn(new NpgsqlConnectionStringBuilder(machine.postgres.AdminConnectionString).Port);
        machine.RabbitPid = CpuTime.ListenerOn(new Uri(machine.rabbit.Uri).Port);
        machine.exchange = machine.Database("token_exchange");
        machine.AuditConnectionString = machine.Database("audit");
        await machine.MigrateAsync("TokenExchange");
        await machine.MigrateAsync("Audit");
        machine.Exchange = machine.Open("token_exchange");
        machine.Audit = machine.Open("audit");
        return machine;
    }

    public async Task PrintAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}, .NET {Environment.Version}, "
            + $"PostgreSQL {await ShowAsync("server_version")} (fsync {await ShowAsync("fsync")}, synchronous_commit {await ShowAsync("synchronous_commit")}, shared_buffers {await ShowAsync("shared_buffers")}), "
            + $"MassTransit {Version(typeof(MassTransit.IBus))}");
    }

    public Process StartRelay() => Start("dotnet", [typeof(Machine).Assembly.Location, RelayProcess.Argument]);

    public Process StartAudit(params (string Name, string Value)[] environment) => Start("dotnet", [Service("Audit")], environment);

    public static async Task EndAsync(Process process)
    {
        // SIGTERM, so that it ends as in operation.
        using (var kill = Process.Start("kill", [$"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Exchange.DisposeAsync();
        await Audit.DisposeAsync();
        await rabbit.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task MigrateAsync(string service)
    {
        using var process = Start("dotnet", [Service(service), "migrate"]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The migration of {service} ended with {process.ExitCode}.");
        }
    }

    /// <summary>The build lays the services beside this program.</summary>
    private static string Service(string name) => Path.Combine(AppContext.BaseDirectory, $"TrustedPublishing.{name}.dll");

    private Process Start(string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__audit"] = AuditConnectionString,
                ["ConnectionStrings__token-exchange"] = exchange,
                ["ConnectionStrings__postgres-admin"] = postgres.AdminConnectionString,
                ["ConnectionStrings__rabbitmq"] = rabbit.Uri,
                ["Auditor__Token"] = AuditorToken,
                ["Tokens__RingPath"] = Path.Combine(folder, "ring.json"),
                ["Log__KeyPath"] = Path.Combine(folder, "log-key.txt"),
                ["Log__CheckpointFolder"] = Path.Combine(folder, "checkpoints"),
                ["Log__Origin"] = "bench/log",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>The service's own connection string; its migration makes role and database.</summary>
    private string Database(string name) => new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString)
    {
        Database = name,
        Username = name,
        Password = Guid.NewGuid().ToString("N"),
    }.ConnectionString;

    private NpgsqlDataSource Open(string name) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = name }.ConnectionString);

    private async Task<string> ShowAsync(string setting)
    {
        await using var command = Exchange.CreateCommand($"SHOW {setting}");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}

using Npgsql;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Postgres;

namespace TrustedPublishing.Hosting.Tests.Servers;

public sealed class PostgresServerTests(TestServers.PostgresServer shared) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_restart_keeps_data_and_passwords()
    {
        var (first, before) = await StackRun.StartAsync(folder.Path, AddAsync, servers: "fetched");
        await using (first)
        {
            await ExecuteAsync(await before.AdminConnectionString!.ValueAsync(), "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        }

        var (second, after) = await StackRun.StartAsync(folder.Path, AddAsync, servers: "fetched");
        await using (second)
        {
            Assert.Equal(7, await ExecuteAsync(await after.AdminConnectionString!.ValueAsync(), "SELECT id FROM kept"));
        }
    }

    [Theory]
    [InlineData("fsync", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("full_page_writes", "on")]
    [InlineData("data_checksums", "on")]
    [InlineData("listen_addresses", "127.0.0.1")]
    [InlineData("unix_socket_directories", "")]
    [InlineData("server_encoding", "UTF8")]
    public async Task Runs_with_the_settings_that_the_services_rely_on(string setting, string expected)
    {
        Assert.Equal(expected, await ExecuteAsync(shared.AdminConnectionString, $"SHOW {setting}"));
    }

    [Theory]
    [InlineData("Password=wrong", "28P01")]
    [InlineData("Password=", "28P01")]
    [InlineData("Username=nobody;Password=", "28P01")]
    public async Task Lets_nobody_in_without_the_password(string replaced, string expectedState)
    {
        var wrong = new NpgsqlConnectionStringBuilder(shared.AdminConnectionString + ";" + replaced) { Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refusal = await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));

        // Npgsql does not even ask without a password.
        Assert.True(refusal.SqlState == expectedState || refusal.Message.StartsWith("No password has been provided", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Passwords_are_kept_as_scram_verifiers()
    {
        Assert.StartsWith("SCRAM-SHA-256$", (string)(await ExecuteAsync(shared.AdminConnectionString, "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_run_as_root()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "The tests do not run as root, and neither does the server.");
        var process = await ExecuteAsync(shared.AdminConnectionString, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");

        var status = await File.ReadAllLinesAsync($"/proc/{process}/status", TestContext.Current.CancellationToken);

        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("NoNewPrivs:\t1", status);
    }

    [Fact]
    public async Task Holds_its_folder_and_leaves_neither_a_password_nor_an_open_door_in_it()
    {
        var (run, server) = await StackRun.StartAsync(folder.Path, AddAsync);
        await using (run)
        {
            var refusal = await Assert.ThrowsAsync<PrerequisiteException>(() => AddAsync(StackRun.Builder(folder.Path)));
            Assert.Contains("another stack runs on it", refusal.Message, StringComparison.Ordinal);

            var password = new NpgsqlConnectionStringBuilder(await server.AdminConnectionString!.ValueAsync()).Password!;
            var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));
            Assert.Equal([folder.File("secrets.json")], files.Where(file => File.ReadAllText(file).Contains(password, StringComparison.Ordinal)));

            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.File("postgres")));
            }
        }
    }

    [Fact]
    public async Task A_given_administrator_means_that_nothing_is_started()
    {
        var builder = StackRun.Builder(folder.Path);
        builder.Configuration["ConnectionStrings:postgres-admin"] = "Host=db.internal;Username=root;Password=s3cret";

        var server = await AddAsync(builder);

        Assert.Null(server.Resource);
        Assert.Equal("Host=db.internal;Username=root;Password=s3cret", await server.AdminConnectionString!.ValueAsync());
        var connection = new NpgsqlConnectionStringBuilder(await server.ConnectionString("token-exchange").ValueAsync());
        Assert.Equal(("db.internal", "token_exchange", "token_exchange"), (connection.Host, connection.Username, connection.Database));
        Assert.Equal(builder.Configuration["Parameters:token-exchange-db-password"], connection.Password);
    }

    [Fact]
    public async Task Given_databases_of_all_services_need_no_administrator()
    {
        var builder = StackRun.Builder(folder.Path);
        builder.Configuration["ConnectionStrings:token-exchange"] = "Host=db.internal;Database=one";
        builder.Configuration["ConnectionStrings:audit"] = "Host=db.internal;Database=two";

        var server = await AddAsync(builder);

        Assert.Null(server.Resource);
        Assert.Null(server.AdminConnectionString);
        Assert.Equal("Host=db.internal;Database=two", await server.ConnectionString("audit").ValueAsync());
    }

    [Fact]
    public async Task Data_of_another_version_are_not_passed_over()
    {
        Directory.CreateDirectory(folder.File("postgres/11"));
        var builder = StackRun.Builder(folder.Path, "fetched");
        builder.Configuration["Parameters:postgres-password"] = "s3cret";

        var refusal = await Assert.ThrowsAsync<PrerequisiteException>(() => AddAsync(builder));

        Assert.Contains($"{folder.File("postgres")} holds data of PostgreSQL 11", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_without_their_password_are_not_waited_for()
    {
        Directory.CreateDirectory(folder.File("postgres/18"));

        var refusal = await Assert.ThrowsAsync<PrerequisiteException>(() => AddAsync(StackRun.Builder(folder.Path, "fetched")));

        Assert.Contains("no longer holds the password 'postgres-password'", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<PostgresServer> AddAsync(Aspire.Hosting.IDistributedApplicationBuilder builder) =>
        builder.AddPostgresServerAsync("postgres", ["token-exchange", "audit"], TestContext.Current.CancellationToken);

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}

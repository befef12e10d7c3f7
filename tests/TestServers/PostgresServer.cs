using Npgsql;
using TrustedPublishing.Hosting.Servers.Postgres;
using Xunit;

namespace TrustedPublishing.TestServers;

/// <summary>
/// A PostgreSQL server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>. The variable
/// <c>TEST_POSTGRES</c> gives one that runs already.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private ServerUnderTest? server;

    /// <summary>A superuser's connection string to the database <c>postgres</c>.</summary>
    public string AdminConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (GivenServer.ConnectionString("TEST_POSTGRES") is { } given)
        {
            AdminConnectionString = given;
            return;
        }

        (server, AdminConnectionString) = await ServerUnderTest.StartAsync(async builder =>
        {
            var postgres = await builder.AddPostgresServerAsync("postgres", services: []);
            return (postgres, postgres.AdminConnectionString!);
        });
    }

    /// <summary>Creates an empty database named after <paramref name="prefix"/> and a random suffix; returns a superuser's connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(name)}";
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = name }.ConnectionString;
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

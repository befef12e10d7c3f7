using Npgsql;
using Xunit;

namespace TrustedPublishing.TestServers;

/// <summary>A PostgreSQL server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>A superuser's connection string to the database <c>postgres</c>.</summary>
    public string AdminConnectionString { get; private set; } = "";

    public ValueTask InitializeAsync()
    {
        AdminConnectionString = GivenServer.ConnectionString("TEST_POSTGRES");
        return ValueTask.CompletedTask;
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

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TrustedPublishing.ServiceDefaults.Messaging;

namespace TrustedPublishing.ServiceDefaults.Data;

/// <summary>
/// The step before a service's first start (<c>dotnet &lt;service&gt;.dll migrate</c>): role, database, schema, rights, queues.
/// It may run again at any time and by several replicas at once.
/// </summary>
public static class Migration
{
    /// <summary>Serialises migrations of one PostgreSQL server; any constant will do.</summary>
    private const long AdvisoryLock = 0x7470_6d69_6772_6174;

    /// <summary>
    /// With <c>ConnectionStrings:postgres-admin</c> it also creates the database and the service's role, which then may read and
    /// write rows but not change the schema; without, it migrates with the service's own connection.
    /// </summary>
    /// <param name="builder">The service's builder, with <c>AddMessaging</c> called if it takes part in messaging.</param>
    /// <param name="name">The service's connection string.</param>
    /// <param name="grants">Further SQL about the role whose quoted name it is given, run after the schema is there.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> MigrateAsync<TDb>(this WebApplicationBuilder builder, string name, Func<string, string>? grants = null)
        where TDb : DbContext
    {
        var service = new NpgsqlConnectionStringBuilder(Database.ConnectionString(builder.Configuration, name));
        var admin = builder.Configuration.GetConnectionString("postgres-admin");
        if (string.IsNullOrEmpty(admin))
        {
            await MigrateSchemaAsync<TDb>(service.ConnectionString);
        }
        else
        {
            await MigrateAsAdminAsync<TDb>(new NpgsqlConnectionStringBuilder(admin), service, grants);
        }

        await ((IHostApplicationBuilder)builder).DeclareQueuesAsync();
        return 0;
    }

    private static async Task MigrateAsAdminAsync<TDb>(NpgsqlConnectionStringBuilder admin, NpgsqlConnectionStringBuilder service, Func<string, string>? grants)
        where TDb : DbContext
    {
        var role = Quote(service.Username ?? throw new InvalidOperationException("The service's connection string names no user."));
        var database = Quote(service.Database ?? throw new InvalidOperationException("The service's connection string names no database."));
        // The lock is held until the end: two that grant on the same objects at once would disturb each other.
        await using var server = await OpenAsync(admin.ConnectionString);
        await ExecuteAsync(server, $"SELECT pg_advisory_lock({AdvisoryLock})");
        var login = $"LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{ScramVerifier.For(service.Password ?? "")}'";
        await ExecuteAsync(server, $"{(await ExistsAsync(server, "pg_roles", "rolname", service.Username!) ? "ALTER" : "CREATE")} ROLE {role} {login}");
        if (!await ExistsAsync(server, "pg_database", "datname", service.Database!))
        {
            await ExecuteAsync(server, $"CREATE DATABASE {database}");
        }

        await ExecuteAsync(server, $"REVOKE ALL ON DATABASE {database} FROM PUBLIC; GRANT CONNECT ON DATABASE {database} TO {role}");
        var inDatabase = new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = service.Database, Pooling = false };
        await MigrateSchemaAsync<TDb>(inDatabase.ConnectionString);
        await using var owner = await OpenAsync(inDatabase.ConnectionString);
        await ExecuteAsync(owner, $"""
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
            {grants?.Invoke(role)}
            """);
    }

    private static async Task MigrateSchemaAsync<TDb>(string connectionString)
        where TDb : DbContext
    {
        var options = new DbContextOptionsBuilder<TDb>().UseNpgsql(connectionString).UseSnakeCaseNamingConvention().Options;
        await using var db = (TDb)Activator.CreateInstance(typeof(TDb), options)!;
        // EF takes a lock of its own, so two replicas may migrate at once.
        await db.Database.MigrateAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        // Without pooling the advisory lock goes with the connection.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 300 }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string catalog, string column, string value)
    {
        await using var command = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {catalog} WHERE {column} = $1)", connection);
        command.Parameters.AddWithValue(value);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}

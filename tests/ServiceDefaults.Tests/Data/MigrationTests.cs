using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using TrustedPublishing.ServiceDefaults.Data;
using TrustedPublishing.TestServers;

namespace TrustedPublishing.ServiceDefaults.Tests.Data;

public sealed class MigrationTests(PostgresServer postgres)
{
    private readonly string name = $"svc_{Guid.NewGuid():N}";

    [Fact]
    public async Task Makes_role_database_and_schema_and_may_run_again()
    {
        Assert.Equal(0, await MigrateAsync("first password"));
        Assert.Equal(0, await MigrateAsync("first password"));

        await using var database = NpgsqlDataSource.Create(Service("first password"));
        await database.CreateCommand("INSERT INTO notes (id, text) VALUES (1, 'x')").ExecuteNonQueryAsync();
        Assert.Equal(1L, await database.CreateCommand("SELECT count(*) FROM notes").ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_service_may_not_change_its_schema_or_what_its_grants_withhold()
    {
        await MigrateAsync("a password", role => $"REVOKE UPDATE, DELETE ON notes FROM {role}");

        await using var database = NpgsqlDataSource.Create(Service("a password"));
        foreach (var sql in new[] { "CREATE TABLE mine (id int)", "DROP TABLE notes", "DELETE FROM notes", "UPDATE notes SET text = ''", "CREATE DATABASE mine" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.CreateCommand(sql).ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task Another_service_cannot_connect()
    {
        await MigrateAsync("one password");
        var other = new MigrationTests(postgres);
        await other.MigrateAsync("other password");

        await using var intruder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(other.Service("other password")) { Database = name }.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => intruder.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_new_password_replaces_the_old_one()
    {
        await MigrateAsync("old password");
        await MigrateAsync("new password");

        await using var with = new NpgsqlConnection(Service("new password"));
        await with.OpenAsync();
        await using var without = new NpgsqlConnection(Service("old password"));
        await Assert.ThrowsAsync<PostgresException>(() => without.OpenAsync());
    }

    [Fact]
    public async Task Two_replicas_may_migrate_at_once()
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync("same password")));

        Assert.All(codes, code => Assert.Equal(0, code));
    }

    private Task<int> MigrateAsync(string password, Func<string, string>? grants = null)
    {
        var builder = TestService.Builder("svc", ("ConnectionStrings:svc", Service(password)), ("ConnectionStrings:postgres-admin", postgres.AdminConnectionString));
        return builder.MigrateAsync<NotesDb>("svc", grants);
    }

    private string Service(string password) =>
        new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Username = name, Password = password, Database = name, Pooling = false }.ConnectionString;

    internal sealed class NotesDb(DbContextOptions<NotesDb> options) : DbContext(options);

    [DbContext(typeof(NotesDb))]
    [Migration("20260101000000_CreateNotes")]
    internal sealed class CreateNotes : Microsoft.EntityFrameworkCore.Migrations.Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL)");
    }
}

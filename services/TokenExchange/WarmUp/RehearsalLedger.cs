using Npgsql;

namespace TrustedPublishing.TokenExchange.WarmUp;

/// <summary>
/// The ledger's tables for the length of one session: empty temporary copies, and nothing else in sight. Without them a statement fails;
/// it never reaches the real ones.
/// </summary>
internal static class RehearsalLedger
{
    private const string CreateTables = """
        CREATE TEMPORARY TABLE used_id_tokens (LIKE public.used_id_tokens INCLUDING ALL);
        CREATE TEMPORARY TABLE minted_tokens (LIKE public.minted_tokens INCLUDING ALL);
        CREATE TEMPORARY TABLE emergency_switches (LIKE public.emergency_switches INCLUDING ALL);
        CREATE TEMPORARY TABLE outbox (LIKE public.outbox INCLUDING ALL);
        CREATE TEMPORARY TABLE outbox_sequence (LIKE public.outbox_sequence INCLUDING ALL);
        INSERT INTO outbox_sequence (id, last) VALUES (1, 0);
        """;

    /// <summary>For the migration step: the role may make temporary tables.</summary>
    /// <param name="role">The role's name, quoted.</param>
    public static string Grants(string role) => $"""
        DO $grant$ BEGIN
            EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %s', current_database(), '{role.Replace("'", "''", StringComparison.Ordinal)}');
        END $grant$;
        """;

    /// <param name="connectionString">Of the real ledger's database.</param>
    public static NpgsqlDataSource Open(string connectionString)
    {
        // One session that is not cleaned when it goes back to the pool: its tables would go with that.
        var builder = new NpgsqlDataSourceBuilder(connectionString)
        {
            ConnectionStringBuilder = { SearchPath = "pg_temp", MaxPoolSize = 1, NoResetOnClose = true },
        };
        builder.UsePhysicalConnectionInitializer(Create, CreateAsync);
        return builder.Build();
    }

    private static void Create(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(CreateTables, connection);
        command.ExecuteNonQuery();
    }

    private static async Task CreateAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(CreateTables, connection);
        await command.ExecuteNonQueryAsync();
    }
}

using Npgsql;

namespace TrustedPublishing.PublisherConfig.Feed;

/// <summary>
/// The step after a restore from a backup (<c>dotnet &lt;service&gt;.dll new-epoch</c>): revisions that were given out before may be
/// given out again, so whoever follows the feed must forget everything and start from 0. It may run at any time.
/// </summary>
internal static class NewEpoch
{
    /// <returns>The process's exit code.</returns>
    public static async Task<int> BeginNewEpochAsync(this WebApplicationBuilder builder, string name)
    {
        var connectionString = builder.Configuration.GetConnectionString(name)
            ?? throw new InvalidOperationException($"The setting 'ConnectionStrings:{name}' is missing.");
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("UPDATE feed SET epoch = gen_random_uuid() WHERE id = 1");
        return await command.ExecuteNonQueryAsync() == 1
            ? 0
            : throw new InvalidOperationException("The table feed has no row: run the migrate step first.");
    }
}

using Npgsql;

namespace TrustedPublishing.Audit.Following;

/// <summary>
/// The places of the outlets. Whoever moves one holds its lease; the lease ends by itself when its owner dies, and no connection is held while
/// something is delivered.
/// </summary>
internal sealed class LogPositions(NpgsqlDataSource database)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly string LeaseSql = $"now() + interval '{Lease.TotalSeconds} s'";

    /// <summary>Starts at the end of the log as it is now, unless the outlet has a place already.</summary>
    public Task StartAtHeadAsync(string name, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO log_positions (name, after, leased_until) SELECT $1, coalesce(max(index), -1), '-infinity' FROM entries ON CONFLICT (name) DO NOTHING",
        cancellationToken, name);

    /// <summary>The place, if the lease is free or this owner's; null if somebody else works, or there is no such outlet any more.</summary>
    public async Task<long?> TryLeaseAsync(string name, Guid owner, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"UPDATE log_positions SET owner = $2, leased_until = {LeaseSql} WHERE name = $1 AND (owner = $2 OR leased_until < now()) RETURNING after");
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(owner);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <exception cref="LeaseLostException">Another one has the lease, or the place was set anew.</exception>
    public async Task MoveAsync(string name, Guid owner, long after, CancellationToken cancellationToken)
    {
        var moved = await ExecuteAsync(
            $"UPDATE log_positions SET after = $3, leased_until = {LeaseSql} WHERE name = $1 AND owner = $2", cancellationToken, name, owner, after);
        if (moved == 0)
        {
            throw new LeaseLostException(name);
        }
    }

    /// <summary>Lets another replica go on at once.</summary>
    public Task ReleaseAsync(string name, Guid owner, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE log_positions SET owner = NULL, leased_until = '-infinity' WHERE name = $1 AND owner = $2", cancellationToken, name, owner);

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Somebody else delivers now, or the outlet is to go on elsewhere.</summary>
internal sealed class LeaseLostException(string name) : Exception($"The lease of {name} is somebody else's.");

using Npgsql;
using TrustedPublishing.Authority;

namespace TrustedPublishing.Faults.Tests.Checks;

/// <summary>Looks into the services' databases beside them, with SQL of its own.</summary>
internal sealed class Databases(LocalAuthority authority)
{
    /// <summary>What the outbox of a producer still holds.</summary>
    public async Task<long> WaitingAsync(string producer) => (await ReadAsync(producer, "SELECT count(*) FROM outbox", row => row.GetInt64(0)))[0];

    /// <summary>How many records the producer has numbered.</summary>
    public async Task<long> NumberedAsync(string producer) => (await ReadAsync(producer, "SELECT last FROM outbox_sequence", row => row.GetInt64(0)))[0];

    /// <summary>Up to which number the log holds a producer's records.</summary>
    public async Task<long> LoggedAsync(string producer) =>
        (await ReadAsync("audit", $"SELECT coalesce(max(sequence), 0) FROM entries WHERE producer = '{producer}'", row => row.GetInt64(0)))[0];

    /// <summary>The tokens that the ledger has, and the ID tokens that they were given for.</summary>
    public Task<List<(Guid TokenId, string IdToken)>> LedgerAsync() =>
        ReadAsync("token-exchange", "SELECT token_id, encode(id_token_digest, 'hex') FROM minted_tokens", row => (row.GetGuid(0), row.GetString(1)));

    /// <summary>The token that each <c>TokenMinted</c> of the log is about.</summary>
    public Task<List<Guid>> LoggedTokensAsync() => ReadAsync(
        "audit", "SELECT (convert_from(canonical, 'UTF8')::jsonb -> 'body' ->> 'token_id')::uuid FROM entries WHERE type = 'TokenMinted'", row => row.GetGuid(0));

    /// <summary>The ids of the log's refusals.</summary>
    public Task<List<Guid>> LoggedRefusalsAsync() => ReadAsync("audit", "SELECT record_id FROM entries WHERE type = 'TokenExchangeDenied'", row => row.GetGuid(0));

    /// <summary>How many entries there are, and how many there would be if no index were missing.</summary>
    public async Task<(long Entries, long Expected)> ExtentAsync() =>
        (await ReadAsync("audit", "SELECT count(*), coalesce(max(index) + 1, 0) FROM entries", row => (row.GetInt64(0), row.GetInt64(1))))[0];

    /// <summary>What Audit found wrong with a producer's numbers or records.</summary>
    public Task<List<(string Finding, string Producer)>> FindingsAsync() => ReadAsync(
        "audit",
        "SELECT type, convert_from(canonical, 'UTF8')::jsonb -> 'body' ->> 'of' FROM entries WHERE producer = 'audit' AND convert_from(canonical, 'UTF8')::jsonb -> 'body' ? 'of'",
        row => (row.GetString(0), row.GetString(1)));

    private async Task<List<T>> ReadAsync<T>(string service, string sql, Func<NpgsqlDataReader, T> read)
    {
        // No pool: a connection of it may belong to a server that was killed.
        var settings = new NpgsqlConnectionStringBuilder(authority.Database(service)) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync())
        {
            rows.Add(read(row));
        }

        return rows;
    }
}

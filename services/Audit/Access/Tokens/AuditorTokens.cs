using System.Security.Cryptography;
using Npgsql;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Access.Tokens;

/// <summary>The tokens of the auditors: rows, and an entry of the log for each that is issued or revoked, in one transaction.</summary>
internal sealed class AuditorTokens(NpgsqlDataSource database, OwnEntries own, TimeProvider time)
{
    private const string Columns = "id, label, secret_hash, project, issued_at, expires_at, revoked_at";

    /// <returns>The token as it is kept, and the text of it, which nobody can get again.</returns>
    public async Task<(AuditorToken Token, string Secret)> IssueAsync(WantedToken wanted, CancellationToken cancellationToken)
    {
        var secret = AuditorSecret.Of(RandomNumberGenerator.GetBytes(AuditorSecret.Length));
        var now = time.GetUtcNow();
        var token = new AuditorToken
        {
            Id = Guid.CreateVersion7(now),
            Label = wanted.Label,
            SecretHash = AuditorSecret.Hash(secret),
            Project = wanted.Project,
            IssuedAt = now,
            ExpiresAt = now + wanted.Lifetime,
        };
        return await own.WriteAsync(
            async (write, cancel) =>
            {
                await InsertAsync(write.Connection, token, cancel);
                await write.AppendAsync([Issued(token)], cancel);
                return (token, secret);
            },
            cancellationToken);
    }

    /// <returns>False if there is no such token. A token that was revoked before stays as it is, and nothing is said of it again.</returns>
    public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken) => own.WriteAsync(
        async (write, cancel) =>
        {
            await using var update = new NpgsqlCommand("UPDATE auditor_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING label", write.Connection);
            update.Parameters.AddWithValue(id);
            update.Parameters.AddWithValue(time.GetUtcNow());
            if (await update.ExecuteScalarAsync(cancel) is not string label)
            {
                return await FindAsync("id = $1", id, cancel) is not null;
            }

            await write.AppendAsync([Revoked(id, label)], cancel);
            return true;
        },
        cancellationToken);

    /// <summary>The token with this secret, be it good or over; null for what this log never issued.</summary>
    public Task<AuditorToken?> FindAsync(string secret, CancellationToken cancellationToken) => AuditorSecret.IsShaped(secret)
        ? FindAsync("secret_hash = $1", AuditorSecret.Hash(secret), cancellationToken)
        : Task.FromResult<AuditorToken?>(null);

    /// <summary>The token with this id if it is neither revoked nor expired.</summary>
    public async Task<AuditorToken?> FindStandingAsync(Guid id, CancellationToken cancellationToken) =>
        await FindAsync("id = $1", id, cancellationToken) is { } token && WhyOver(token) is null ? token : null;

    /// <summary><c>revoked</c> or <c>expired</c>; null for a good token.</summary>
    public string? WhyOver(AuditorToken token) => token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= time.GetUtcNow() ? "expired" : null;

    /// <summary>All tokens, newest first, each with the time of its last recorded use.</summary>
    public async Task<IReadOnlyList<(AuditorToken Token, DateTimeOffset? LastUse)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns}, (SELECT max(recorded_at) FROM token_uses WHERE reader = id::text AND NOT refused)
            FROM auditor_tokens ORDER BY issued_at DESC, id DESC
            """);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var tokens = new List<(AuditorToken, DateTimeOffset?)>();
        while (await row.ReadAsync(cancellationToken))
        {
            tokens.Add((Read(row), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7)));
        }

        return tokens;
    }

    private static OwnMessage Issued(AuditorToken token) => OwnMessage.Of(AccessJson.Default.AuditorTokenIssued, new AuditorTokenIssued
    {
        TokenId = token.Id,
        Scope = token.Project is null ? "all" : "project",
        Project = token.Project,
        ExpiresAt = token.ExpiresAt,
        By = AuditReader.Operator.Name,
        Personal = new Dictionary<string, string> { ["label"] = token.Label },
    });

    private static OwnMessage Revoked(Guid id, string label) => OwnMessage.Of(AccessJson.Default.AuditorTokenRevoked, new AuditorTokenRevoked
    {
        TokenId = id,
        By = AuditReader.Operator.Name,
        Personal = new Dictionary<string, string> { ["label"] = label },
    });

    private static async Task InsertAsync(NpgsqlConnection connection, AuditorToken token, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO auditor_tokens (id, label, secret_hash, project, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)", connection);
        insert.Parameters.AddWithValue(token.Id);
        insert.Parameters.AddWithValue(token.Label);
        insert.Parameters.AddWithValue(token.SecretHash);
        insert.Parameters.AddWithValue((object?)token.Project ?? DBNull.Value);
        insert.Parameters.AddWithValue(token.IssuedAt);
        insert.Parameters.AddWithValue(token.ExpiresAt);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<AuditorToken?> FindAsync(string condition, object value, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM auditor_tokens WHERE {condition}");
        command.Parameters.AddWithValue(value);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    private static AuditorToken Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Label = row.GetString(1),
        SecretHash = row.GetFieldValue<byte[]>(2),
        Project = row.IsDBNull(3) ? null : row.GetString(3),
        IssuedAt = row.GetFieldValue<DateTimeOffset>(4),
        ExpiresAt = row.GetFieldValue<DateTimeOffset>(5),
        RevokedAt = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
    };
}

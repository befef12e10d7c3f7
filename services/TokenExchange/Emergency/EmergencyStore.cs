using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>A revocation of many tokens at once.</summary>
internal abstract record TokenScopeToRevoke
{
    private TokenScopeToRevoke()
    {
    }

    public sealed record OfPublisher(Guid PublisherId) : TokenScopeToRevoke;

    public sealed record OfProvider(string Provider) : TokenScopeToRevoke;
}

/// <summary>
/// Changes the switches and revokes in bulk. Each change is one transaction under <see cref="EmergencyLock"/> with its
/// record, so that it holds for all replicas from the moment when its operator is told.
/// </summary>
internal sealed partial class EmergencyStore(NpgsqlDataSource database, PublisherDirectory directory, TimeProvider time, ILogger<EmergencyStore> logger)
{
    /// <summary>The channel on which replicas hear that a switch changed.</summary>
    public const string Channel = "emergency";

    private const string Columns = "id, kind, issuer, key_id, thumbprint, reason, set_by, set_at";

    private const string FindSql = $"""
        SELECT {Columns} FROM emergency_switches
        WHERE kind = $1 AND issuer IS NOT DISTINCT FROM $2 AND key_id IS NOT DISTINCT FROM $3 AND thumbprint IS NOT DISTINCT FROM $4
        """;

    private const string RevokeSql = """
        UPDATE minted_tokens SET revoked_at = $1
        WHERE revoked_at IS NULL AND expires_at > $1 AND ($2::uuid IS NULL OR publisher_id = $2) AND ($3::text IS NULL OR provider = $3)
        """;

    public async Task<IReadOnlyList<EmergencySwitch>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ListAsync(connection, cancellationToken);
    }

    public static async Task<IReadOnlyList<EmergencySwitch>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM emergency_switches ORDER BY set_at, id", connection);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Sets a switch; one that is set already stays as it is, with its first reason.</summary>
    /// <returns>The switch that is set, and whether it is this one.</returns>
    public async Task<(EmergencySwitch Switch, bool IsNew)> SetAsync(EmergencySwitch wanted, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, cancellationToken);
        if (await FindAsync(connection, wanted, cancellationToken) is { } there)
        {
            return (there, false);
        }

        await InsertAsync(connection, wanted, cancellationToken);
        await CommitAsync(connection, transaction, Message(wanted, isInForce: true, wanted.SetBy, wanted.Reason), cancellationToken);
        Log.Changed(logger, wanted.Kind, wanted.Id, "set", wanted.SetBy);
        return (wanted, true);
    }

    /// <returns>The switch that was cleared; null if there is none of this id.</returns>
    public async Task<EmergencySwitch?> ClearAsync(Guid id, string by, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand($"DELETE FROM emergency_switches WHERE id = $1 RETURNING {Columns}", connection);
        command.Parameters.AddWithValue(id);
        if ((await ReadAsync(command, cancellationToken)).SingleOrDefault() is not { } cleared)
        {
            return null;
        }

        await CommitAsync(connection, transaction, Message(cleared, isInForce: false, by, reason), cancellationToken);
        Log.Changed(logger, cleared.Kind, cleared.Id, "cleared", by);
        return cleared;
    }

    /// <summary>Revokes every good token that was minted until now.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> RevokeAsync(TokenScopeToRevoke scope, string by, string reason, CancellationToken cancellationToken)
    {
        var (publisher, provider) = scope switch
        {
            TokenScopeToRevoke.OfPublisher one => (one.PublisherId, (string?)null),
            TokenScopeToRevoke.OfProvider one => ((Guid?)null, one.Provider),
            _ => throw new UnreachableException(),
        };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(RevokeSql, connection);
        command.Parameters.AddWithValue(time.GetUtcNow().ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)publisher ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(Text(provider));
        var count = await command.ExecuteNonQueryAsync(cancellationToken);
        var message = new TokensRevoked
        {
            PublisherId = publisher,
            Provider = provider,
            Count = count,
            Projects = [.. (publisher is { } id ? directory.Find(id)?.Projects ?? [] : []).Select(project => new ProjectRef { Id = project.Id, Name = project.Name })],
            By = by,
            Personal = Words(reason),
        };
        await CommitAsync(connection, transaction, OutboxRecord.Of(message, ContractsJson.Default.TokensRevoked, time.GetUtcNow()), cancellationToken);
        Log.Revoked(logger, count, publisher, provider, by);
        return count;
    }

    private static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(EmergencyLock.ExclusiveSql, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    private static async Task CommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, OutboxRecord record, CancellationToken cancellationToken)
    {
        await using (var notify = new NpgsqlCommand($"SELECT pg_notify('{Channel}', '')", connection, transaction))
        {
            await notify.ExecuteNonQueryAsync(cancellationToken);
        }

        await Outbox.AppendAsync(connection, transaction, [record], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<EmergencySwitch?> FindAsync(NpgsqlConnection connection, EmergencySwitch wanted, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindSql, connection);
        command.Parameters.AddWithValue(wanted.Kind);
        command.Parameters.Add(Text(wanted.Issuer));
        command.Parameters.Add(Text(wanted.KeyId));
        command.Parameters.Add(Text(wanted.Thumbprint));
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    private static async Task InsertAsync(NpgsqlConnection connection, EmergencySwitch wanted, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO emergency_switches ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection);
        command.Parameters.AddWithValue(wanted.Id);
        command.Parameters.AddWithValue(wanted.Kind);
        command.Parameters.Add(Text(wanted.Issuer));
        command.Parameters.Add(Text(wanted.KeyId));
        command.Parameters.Add(Text(wanted.Thumbprint));
        command.Parameters.AddWithValue(wanted.Reason);
        command.Parameters.AddWithValue(wanted.SetBy);
        command.Parameters.AddWithValue(wanted.SetAt.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<EmergencySwitch>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var switches = new List<EmergencySwitch>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            switches.Add(new EmergencySwitch
            {
                Id = row.GetGuid(0),
                Kind = row.GetString(1),
                Issuer = row.IsDBNull(2) ? null : row.GetString(2),
                KeyId = row.IsDBNull(3) ? null : row.GetString(3),
                Thumbprint = row.IsDBNull(4) ? null : row.GetString(4),
                Reason = row.GetString(5),
                SetBy = row.GetString(6),
                SetAt = row.GetFieldValue<DateTimeOffset>(7),
            });
        }

        return switches;
    }

    private OutboxRecord Message(EmergencySwitch one, bool isInForce, string by, string reason) => OutboxRecord.Of(
        new EmergencySwitchChanged
        {
            SwitchId = one.Id,
            Kind = one.Kind,
            InForce = isInForce,
            Issuer = one.Issuer,
            KeyId = one.KeyId,
            Thumbprint = one.Thumbprint,
            By = by,
            Personal = Words(reason),
        },
        ContractsJson.Default.EmergencySwitchChanged,
        time.GetUtcNow());

    private static Dictionary<string, string> Words(string reason) => new(StringComparer.Ordinal) { ["reason"] = reason };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Emergency switch {Kind} ({SwitchId}) was {Change} by {By}")]
        public static partial void Changed(ILogger logger, string kind, Guid switchId, string change, string by);

        [LoggerMessage(LogLevel.Warning, "{Count} tokens of publisher {PublisherId}, provider {Provider} were revoked by {By}")]
        public static partial void Revoked(ILogger logger, long count, Guid? publisherId, string? provider, string by);
    }
}

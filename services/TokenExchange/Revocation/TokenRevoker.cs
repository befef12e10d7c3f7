using Npgsql;
using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Revocation;

/// <summary>
/// Revokes a token that somebody shows. What is revoked is the token's id, so a narrowed copy takes the token that it was
/// made from with it, and every other copy. A signature of ours is needed first: nobody revokes by guessing ids.
/// </summary>
internal sealed partial class TokenRevoker(
    TokenMint mint,
    NpgsqlDataSource database,
    PublisherDirectory directory,
    Target target,
    ExchangeTelemetry telemetry,
    TimeProvider time,
    ILogger<TokenRevoker> logger)
{
    // The row lock makes one of two that revoke at once the first. An expired token can do no harm any more, but that it
    // leaked is worth knowing for as long as its row is there.
    private const string RevokeSql = """
        WITH revoked AS (
            UPDATE minted_tokens SET revoked_at = $3
            WHERE token_id = $1 AND target = $2 AND revoked_at IS NULL AND ($4 OR expires_at > $3)
            RETURNING token_id)
        SELECT m.provider, m.issuer, m.publisher_id, m.project_ids, m.issued_at, m.expires_at, r.token_id IS NOT NULL
        FROM minted_tokens m LEFT JOIN revoked r USING (token_id)
        WHERE m.token_id = $1 AND m.target = $2
        """;

    /// <exception cref="UnavailableException">The ledger does not work; the token may still be good.</exception>
    public async Task<RevocationOutcome> RevokeAsync(string token, TokenRevocation revocation, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("revoke token");
        var now = time.GetUtcNow();
        var outcome = mint.Recognise(token, now) is { } recognised
            ? await RevokeAsync(recognised.Id, revocation, now, cancellationToken)
            : RevocationOutcome.Unknown;
        telemetry.CountRevocation(revocation.Cause, outcome switch
        {
            RevocationOutcome.Revoked => "revoked",
            RevocationOutcome.NothingToDo => "nothing_to_do",
            _ => "unknown",
        });
        return outcome;
    }

    private async Task<RevocationOutcome> RevokeAsync(Guid tokenId, TokenRevocation revocation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var row = await MarkAsync(connection, transaction, tokenId, revocation, now, cancellationToken);
            if (row is not { IsNews: true })
            {
                return row is null ? RevocationOutcome.Unknown : RevocationOutcome.NothingToDo;
            }

            var record = OutboxRecord.Of(ToMessage(tokenId, row, revocation), ContractsJson.Default.TokenRevoked, now);
            await Outbox.AppendAsync(connection, transaction, [record], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Log.Revoked(logger, tokenId, row.PublisherId, revocation.Cause, revocation.By);
            return RevocationOutcome.Revoked;
        }
        catch (NpgsqlException e)
        {
            Log.NotRevoked(logger, tokenId, e.Message);
            throw UnavailableException.Ledger(e);
        }
    }

    private async Task<LedgerRow?> MarkAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid tokenId, TokenRevocation revocation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RevokeSql, connection, transaction);
        command.Parameters.AddWithValue(tokenId);
        command.Parameters.AddWithValue(target.Id);
        command.Parameters.AddWithValue(now.ToUniversalTime());
        command.Parameters.AddWithValue(revocation is TokenRevocation.Leaked);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new LedgerRow(
                row.GetString(0), row.GetString(1), row.GetGuid(2), row.GetFieldValue<Guid[]>(3),
                row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetBoolean(6))
            : null;
    }

    private TokenRevoked ToMessage(Guid tokenId, LedgerRow row, TokenRevocation revocation) => new()
    {
        TokenId = tokenId,
        Target = target.Id,
        Provider = row.Provider,
        Issuer = row.Issuer,
        PublisherId = row.PublisherId,
        Projects =
        [
            .. from project in directory.Find(row.PublisherId)?.Projects ?? []
               where row.ProjectIds.Contains(project.Id)
               select new ProjectRef { Id = project.Id, Name = project.Name },
        ],
        IssuedAt = row.IssuedAt,
        ExpiresAt = row.ExpiresAt,
        Cause = revocation.Cause,
        By = revocation.By,
        Personal = revocation is TokenRevocation.Leaked { Url: { } url }
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["url"] = url }
            : new Dictionary<string, string>(StringComparer.Ordinal),
    };

    private sealed record LedgerRow(
        string Provider, string Issuer, Guid PublisherId, Guid[] ProjectIds, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, bool IsNews);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Token {TokenId} of publisher {PublisherId} is revoked: {Cause}, by {By}")]
        public static partial void Revoked(ILogger logger, Guid tokenId, Guid publisherId, string cause, string by);

        [LoggerMessage(LogLevel.Warning, "Token {TokenId} could not be revoked: {Reason}")]
        public static partial void NotRevoked(ILogger logger, Guid tokenId, string reason);
    }
}

using Microsoft.Extensions.Options;
using Npgsql;
using TrustedPublishing.TokenExchange.Exchange;
using TrustedPublishing.TokenExchange.Publishers;
using TrustedPublishing.TokenExchange.Registry;
using TrustedPublishing.TokenExchange.Tokens;

namespace TrustedPublishing.TokenExchange.Introspection;

/// <summary>
/// Whether a token is good, and for what. It is good if its signature and caveats hold, the ledger has its row and nobody revoked it, and its
/// publisher and projects still stand. Anything else about a token that is not good is nobody's business.
/// </summary>
internal sealed class TokenIntrospector(
    TokenMint mint,
    NpgsqlDataSource database,
    PublisherDirectory directory,
    Target target,
    IOptions<PublisherOptions> freshness,
    PublicAddress address,
    TimeProvider time)
{
    private const string FindSql = "SELECT publisher_id, project_ids, issued_at, expires_at FROM minted_tokens WHERE token_id = $1 AND target = $2 AND revoked_at IS NULL";

    /// <exception cref="UnavailableException">The ledger or the directory cannot tell right now.</exception>
    public async Task<IntrospectionAnswer> IntrospectAsync(string token, CancellationToken cancellationToken)
    {
        using var span = ExchangeTelemetry.Source.StartActivity("introspect token");
        var now = time.GetUtcNow();
        if (mint.Prove(token, now) is not { } proven
            || await FindAsync(proven.TokenId, cancellationToken) is not { } row
            || row.ExpiresAt <= now
            || row.PublisherId != proven.Scope.PublisherId)
        {
            return IntrospectionAnswer.Inactive;
        }

        await directory.WaitUntilFreshAsync(freshness.Value.MaxAge, freshness.Value.Patience, cancellationToken);
        var projects = (directory.Find(row.PublisherId)?.Projects ?? [])
            .Where(project => row.ProjectIds.Contains(project.Id) && proven.Scope.Covers(project.Id, project.NormalizedName))
            .ToList();
        return projects.Count == 0 ? IntrospectionAnswer.Inactive : Active(proven, row, projects);
    }

    private IntrospectionAnswer Active(ProvenToken proven, LedgerRow row, List<PublisherProject> projects) => new()
    {
        Active = true,
        Scope = "upload",
        TokenType = "Bearer",
        Exp = proven.Scope.ExpiresAt,
        Iat = row.IssuedAt.ToUnixTimeSeconds(),
        Nbf = proven.Scope.NotBefore,
        Sub = $"trusted-publisher:{row.PublisherId}",
        Aud = target.Id,
        Iss = address.Issuer,
        Jti = proven.TokenId.ToString(),
        PublisherId = row.PublisherId,
        Projects = [.. projects.Select(project => new IntrospectedProject(project.Id, project.Name))],
    };

    private async Task<LedgerRow?> FindAsync(Guid tokenId, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(FindSql);
            command.Parameters.AddWithValue(tokenId);
            command.Parameters.AddWithValue(target.Id);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken)
                ? new LedgerRow(row.GetGuid(0), row.GetFieldValue<Guid[]>(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3))
                : null;
        }
        catch (NpgsqlException e)
        {
            throw UnavailableException.Ledger(e);
        }
    }

    private sealed record LedgerRow(Guid PublisherId, Guid[] ProjectIds, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
}

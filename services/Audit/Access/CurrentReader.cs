using TrustedPublishing.Audit.Access.Tokens;

namespace TrustedPublishing.Audit.Access;

/// <summary>
/// Whose reading this is: set by the authentication of a request, or by the service for its own work, one a service scope. Everything that
/// reads entries asks here how far it may see, so that no route can forget it; where nobody said who reads, nothing is read.
/// </summary>
internal sealed class CurrentReader(AuditorTokens tokens)
{
    private AuditReader? reader;

    /// <summary>Null where nobody was authenticated.</summary>
    public AuditReader? OrNobody => reader;

    /// <exception cref="InvalidOperationException">Nobody said who reads: a fault of ours.</exception>
    private AuditReader Reader => reader ?? throw new InvalidOperationException("Entries are read, and nobody said for whom.");

    public void Is(AuditReader who) => reader = who;

    /// <summary>
    /// The one project whose entries may be seen, a <see cref="Entries.ProjectKey"/>; null for all. Asked before each page of entries: a token
    /// may have ended since the request began.
    /// </summary>
    /// <exception cref="TokenEndedException">It has.</exception>
    public async Task<string?> ScopeAsync(CancellationToken cancellationToken)
    {
        if (Reader.TokenId is { } token && await tokens.FindStandingAsync(token, cancellationToken) is null)
        {
            throw new TokenEndedException();
        }

        return Reader.Project;
    }
}

/// <summary>The token expired or was revoked while somebody was reading with it.</summary>
internal sealed class TokenEndedException() : Exception("The reader's token has ended.");

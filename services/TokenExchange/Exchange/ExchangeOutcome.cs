using TrustedPublishing.TokenExchange.Tokens;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>How an exchange ended, before a dialect puts it into its own words.</summary>
internal abstract record ExchangeOutcome
{
    private ExchangeOutcome()
    {
    }

    public sealed record Minted(ApiToken Token, DateTimeOffset ExpiresAt) : ExchangeOutcome;

    /// <param name="Reason">Says nothing of what is registered.</param>
    /// <param name="Detail">May speak of what is registered: it is there only for the holder of a proven identity.</param>
    /// <param name="CorrelationId">The id of the audit record that holds the full reason, if there is one.</param>
    public sealed record Refused(DenialReason Reason, string? Detail = null, Guid? CorrelationId = null) : ExchangeOutcome;

    /// <summary>Nothing was decided. The code is stable, the message is for people.</summary>
    public sealed record Unavailable(string Code, string Message, TimeSpan RetryAfter) : ExchangeOutcome;
}

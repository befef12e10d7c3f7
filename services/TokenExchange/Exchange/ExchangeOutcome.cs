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

    /// <summary>The detail may speak of what is registered: it is there only for the holder of a proven identity.</summary>
    public sealed record Refused(DenialReason Reason, string? Detail = null) : ExchangeOutcome;

    /// <summary>Nothing was decided. The code is stable, the message is for people.</summary>
    public sealed record Unavailable(string Code, string Message, TimeSpan RetryAfter) : ExchangeOutcome;
}

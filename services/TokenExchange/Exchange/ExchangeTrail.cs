namespace TrustedPublishing.TokenExchange.Exchange;

/// <summary>What is known about an exchange so far, for its log line. Proven or configured values only; nothing secret.</summary>
internal sealed class ExchangeTrail
{
    public string? Provider { get; set; }

    public string? Issuer { get; set; }

    public string? IdTokenDigest { get; set; }

    public Guid? PublisherId { get; set; }

    public Guid? TokenId { get; set; }
}

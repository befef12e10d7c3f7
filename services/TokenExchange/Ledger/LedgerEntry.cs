using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>Everything that one exchange writes, ready to be written.</summary>
internal sealed record LedgerEntry
{
    public required byte[] ReplayKey { get; init; }

    public required byte[] IdTokenKey { get; init; }

    public required DateTimeOffset KeptUntil { get; init; }

    /// <summary>The key that signed the ID token, by its issuer's <c>kid</c> and by what it is: it may be distrusted by now.</summary>
    public required string KeyId { get; init; }

    /// <summary>RFC 7638, SHA-256, base64url.</summary>
    public required string KeyThumbprint { get; init; }

    public required MintedToken Token { get; init; }

    /// <summary>The <c>TokenMinted</c> record.</summary>
    public required OutboxRecord Record { get; init; }

    /// <summary>The publisher as it matched; it must still stand so when the entry is written.</summary>
    public required TrustedPublisher Publisher { get; init; }

    public string ReplayKeyText => Convert.ToHexString(ReplayKey);
}

/// <summary>What became of an entry.</summary>
internal enum ClaimOutcome
{
    /// <summary>The ID token is claimed, the token and its record are durable.</summary>
    Claimed,

    /// <summary>The ID token was exchanged for this target before; nothing was written.</summary>
    AlreadyUsed,

    /// <summary>The ID token was exchanged for <see cref="LedgerStatement.MaxTargets"/> targets before; nothing was written.</summary>
    TooManyTargets,

    /// <summary>The publisher changed since it matched; nothing was written.</summary>
    PublisherChanged,

    /// <summary>An emergency switch stops all minting; nothing was written.</summary>
    MintingStopped,

    /// <summary>An emergency switch distrusts the issuer; nothing was written.</summary>
    IssuerDistrusted,

    /// <summary>An emergency switch distrusts the key that signed the ID token; nothing was written.</summary>
    KeyDistrusted,
}

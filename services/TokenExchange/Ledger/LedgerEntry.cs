using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TokenExchange.Publishers;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>Everything that one exchange writes, ready to be written.</summary>
internal sealed record LedgerEntry
{
    public required byte[] ReplayKey { get; init; }

    public required byte[] IdTokenKey { get; init; }

    public required DateTimeOffset KeptUntil { get; init; }

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
}

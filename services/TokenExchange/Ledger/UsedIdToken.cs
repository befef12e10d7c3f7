using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>
/// An ID token that was exchanged for a target. The primary key is what makes each of them good for one token: the replay key
/// alone would do, and the other before it, which follows from it, lets the same index count an ID token's targets.
/// </summary>
internal sealed class UsedIdToken
{
    /// <summary><see cref="Ledger.ReplayKey.ForTarget"/>: issuer, jti or digest, and target.</summary>
    public required byte[] ReplayKey { get; init; }

    /// <summary><see cref="Ledger.ReplayKey.ForAnyTarget"/>: the same without the target, to count targets.</summary>
    public required byte[] IdTokenKey { get; init; }

    /// <summary>After the ID token's expiry, with the clock skew: it would be refused as expired.</summary>
    public required DateTimeOffset KeptUntil { get; init; }

    public static void Map(EntityTypeBuilder<UsedIdToken> row)
    {
        row.ToTable("used_id_tokens");
        row.HasKey(r => new { r.IdTokenKey, r.ReplayKey });
        row.Property(r => r.ReplayKey).HasMaxLength(32);
        row.Property(r => r.IdTokenKey).HasMaxLength(32);
        row.HasIndex(r => r.KeptUntil);
    }
}

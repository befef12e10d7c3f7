using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.TokenExchange.Ledger;

/// <summary>An API token that was given out. Without its row a token is worth nothing, whatever its signature says.</summary>
internal sealed class MintedToken
{
    public required Guid TokenId { get; init; }
    public required string Target { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required Guid PublisherId { get; init; }
    public required Guid[] ProjectIds { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>SHA-256 of the ID token's signing input.</summary>
    public required byte[] IdTokenDigest { get; init; }

    /// <summary>Null until somebody revokes the token. There is no way back.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    public static void Map(EntityTypeBuilder<MintedToken> row)
    {
        row.ToTable("minted_tokens");
        row.HasKey(r => r.TokenId);
        row.Property(r => r.TokenId).ValueGeneratedNever();
        row.Property(r => r.Target).HasMaxLength(255);
        row.Property(r => r.Provider).HasMaxLength(32);
        row.Property(r => r.Issuer).HasMaxLength(255);
        row.Property(r => r.IdTokenDigest).HasMaxLength(32);
        row.HasIndex(r => r.ExpiresAt);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.TokenExchange.Refusals;

/// <summary>A refusal that was recorded in full: the same ID token, target and reason again is only counted.</summary>
internal sealed class RefusedIdToken
{
    /// <summary>SHA-256 over length-prefixed ID-token digest, target and reason.</summary>
    public required byte[] RefusalKey { get; init; }

    /// <summary>The id of its record: what a caller gets as the correlation id, for repeats too.</summary>
    public required Guid RecordId { get; init; }

    public required DateTimeOffset KeptUntil { get; init; }

    public static void Map(EntityTypeBuilder<RefusedIdToken> row)
    {
        row.ToTable("refused_id_tokens");
        row.HasKey(r => r.RefusalKey);
        row.Property(r => r.RefusalKey).HasMaxLength(32);
        row.HasIndex(r => r.KeptUntil);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Access.Uses;

/// <summary>
/// A use of a token that the log has an entry of. Only the rows of the current hour count; where it came from stands in the entry's personal
/// values and nowhere else, so that it can be erased.
/// </summary>
internal sealed class TokenUse
{
    /// <summary><see cref="AuditReader.Name"/>.</summary>
    public required string Reader { get; init; }

    /// <summary>In which way.</summary>
    public required string What { get; init; }

    /// <summary>Whether the token was over already.</summary>
    public required bool Refused { get; init; }

    /// <summary>The beginning of the hour, by the database's clock.</summary>
    public required DateTimeOffset Hour { get; init; }
    public required long EntryIndex { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
}

internal sealed class TokenUseMapping : IEntityTypeConfiguration<TokenUse>
{
    public const int ReaderLength = 36;

    public void Configure(EntityTypeBuilder<TokenUse> use)
    {
        use.ToTable("token_uses");
        use.HasKey(u => new { u.Reader, u.What, u.Refused, u.Hour, u.EntryIndex });
        use.Property(u => u.Reader).HasMaxLength(ReaderLength);
        use.Property(u => u.What).HasMaxLength(EntryMapping.TypeLength);
    }
}

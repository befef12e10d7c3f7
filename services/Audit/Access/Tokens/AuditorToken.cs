using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Access.Tokens;

/// <summary>A token of an auditor, without its secret. A row stays when the token is over, so that who shows it later is recognised.</summary>
internal sealed class AuditorToken
{
    public required Guid Id { get; init; }
    public required string Label { get; init; }

    /// <summary>See <see cref="AuditorSecret.Hash"/>.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>A <see cref="ProjectKey"/>; null: all entries.</summary>
    public string? Project { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

internal sealed class AuditorTokenMapping : IEntityTypeConfiguration<AuditorToken>
{
    public const int LabelLength = 100;

    public void Configure(EntityTypeBuilder<AuditorToken> token)
    {
        token.ToTable("auditor_tokens", table => table.HasCheckConstraint("ck_auditor_tokens_secret_hash", "octet_length(secret_hash) = 32"));
        token.HasKey(t => t.Id);
        token.Property(t => t.Id).ValueGeneratedNever();
        token.Property(t => t.Label).HasMaxLength(LabelLength);
        token.Property(t => t.Project).HasMaxLength(ProjectKey.MaximumLength);
        token.HasIndex(t => t.SecretHash).IsUnique();
    }
}

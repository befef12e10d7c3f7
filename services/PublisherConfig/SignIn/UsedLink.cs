using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.PublisherConfig.SignIn;

/// <summary>A one-time link that has opened a session, kept until it would be over anyway.</summary>
internal sealed class UsedLink
{
    public required string Nonce { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<UsedLink>
    {
        public void Configure(EntityTypeBuilder<UsedLink> builder)
        {
            builder.ToTable("used_links");
            builder.HasKey(l => l.Nonce);
            builder.Property(l => l.Nonce).HasMaxLength(32);
        }
    }
}

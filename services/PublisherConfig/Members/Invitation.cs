using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>A link that makes whoever accepts it first a member of a project. Here is the hash of its secret.</summary>
internal sealed class Invitation
{
    /// <summary>From its issue on.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Version 7.</summary>
    public required Guid Id { get; init; }

    public required Guid ProjectId { get; init; }

    public required ProjectRole Role { get; init; }

    /// <summary>SHA-256; unique.</summary>
    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>As the records name them.</summary>
    public required string IssuedBy { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; set; }

    public Guid? AcceptedById { get; set; }

    public Person? AcceptedBy { get; init; }

    public Project Project { get; init; } = null!;

    public bool IsOpenAt(DateTimeOffset now) => AcceptedAt is null && now < ExpiresAt;

    internal sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> builder)
        {
            builder.ToTable("invitations");
            builder.HasKey(i => i.Id);
            builder.Property(i => i.Id).ValueGeneratedNever();
            builder.Property(i => i.Role).HasConversion<short>();
            builder.Property(i => i.SecretHash).HasMaxLength(32);
            builder.Property(i => i.IssuedBy).HasMaxLength(128);
            builder.HasIndex(i => i.SecretHash).IsUnique().HasDatabaseName("ux_invitations_secret_hash");
            builder.HasIndex(i => i.ProjectId);
            builder.HasOne(i => i.Project).WithMany().HasForeignKey(i => i.ProjectId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne(i => i.AcceptedBy).WithMany().HasForeignKey(i => i.AcceptedById).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

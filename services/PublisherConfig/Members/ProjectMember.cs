using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>A person has a role in a project.</summary>
internal sealed class ProjectMember
{
    public required Guid ProjectId { get; init; }

    public required Guid PersonId { get; init; }

    public required ProjectRole Role { get; set; }

    public required DateTimeOffset AddedAt { get; init; }

    public Project Project { get; init; } = null!;

    public Person Person { get; init; } = null!;

    internal sealed class Mapping : IEntityTypeConfiguration<ProjectMember>
    {
        public const string Key = "pk_project_members";

        public void Configure(EntityTypeBuilder<ProjectMember> builder)
        {
            builder.ToTable("project_members");
            builder.HasKey(m => new { m.ProjectId, m.PersonId }).HasName(Key);
            builder.Property(m => m.Role).HasConversion<short>();
            builder.HasIndex(m => m.PersonId);
            builder.HasOne(m => m.Project).WithMany(p => p.Members).HasForeignKey(m => m.ProjectId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne(m => m.Person).WithMany().HasForeignKey(m => m.PersonId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

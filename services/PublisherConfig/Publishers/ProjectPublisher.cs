using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>A publisher stands for a project.</summary>
internal sealed class ProjectPublisher
{
    public required Guid ProjectId { get; init; }

    public required Guid PublisherId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public Project Project { get; init; } = null!;

    public Publisher Publisher { get; init; } = null!;

    internal sealed class Mapping : IEntityTypeConfiguration<ProjectPublisher>
    {
        public const string Key = "pk_project_publishers";

        public void Configure(EntityTypeBuilder<ProjectPublisher> builder)
        {
            builder.ToTable("project_publishers");
            builder.HasKey(p => new { p.ProjectId, p.PublisherId }).HasName(Key);
            builder.HasIndex(p => p.PublisherId);
            builder.HasOne(p => p.Project).WithMany(p => p.Publishers).HasForeignKey(p => p.ProjectId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne(p => p.Publisher).WithMany(p => p.Projects).HasForeignKey(p => p.PublisherId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.Publishers;

namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>A project of the registry, for which trusted publishers may stand.</summary>
internal sealed class Project
{
    /// <summary>Version 7; never changes and is never used again.</summary>
    public required Guid Id { get; init; }

    /// <summary>As its owner wrote it.</summary>
    public required string Name { get; init; }

    /// <summary>As names are compared (PEP 503); unique.</summary>
    public required string NormalizedName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public List<ProjectPublisher> Publishers { get; } = [];

    public List<ProjectMember> Members { get; } = [];

    public ProjectRef ToRef() => new() { Id = Id, Name = Name };

    internal sealed class Mapping : IEntityTypeConfiguration<Project>
    {
        public const string UniqueName = "ux_projects_normalized_name";

        public void Configure(EntityTypeBuilder<Project> builder)
        {
            builder.ToTable("projects");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.Id).ValueGeneratedNever();
            builder.Property(p => p.Name).HasMaxLength(ProjectName.MaxLength);
            // "C": the order of pages is the order of bytes, on every server.
            builder.Property(p => p.NormalizedName).HasMaxLength(ProjectName.MaxLength).UseCollation("C");
            builder.HasIndex(p => p.NormalizedName).IsUnique().HasDatabaseName(UniqueName);
        }
    }
}

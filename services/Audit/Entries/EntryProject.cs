using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrustedPublishing.Audit.Entries;

/// <summary>An entry is about a project. One row for the project's id and one for its name, so that either finds it.</summary>
internal sealed class EntryProject
{
    /// <summary>A <see cref="ProjectKey"/>.</summary>
    public required string Project { get; init; }
    public required long EntryIndex { get; init; }
}

internal sealed class EntryProjectMapping : IEntityTypeConfiguration<EntryProject>
{
    public void Configure(EntityTypeBuilder<EntryProject> project)
    {
        project.ToTable("entry_projects");
        project.HasKey(p => new { p.Project, p.EntryIndex });
        project.Property(p => p.Project).HasMaxLength(ProjectKey.MaximumLength);
    }
}

using TrustedPublishing.PublisherConfig.Publishers;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>A project with its trusted publishers.</summary>
internal sealed record ProjectResponse
{
    public required Guid Id { get; init; }

    /// <summary>As its owner wrote it.</summary>
    public required string Name { get; init; }

    /// <summary>As names are compared (PEP 503).</summary>
    public required string NormalizedName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>In the order in which they were added.</summary>
    public required IReadOnlyList<PublisherResponse> Publishers { get; init; }

    public static ProjectResponse Of(Project project, ProviderCatalog providers, DateTimeOffset now) => new()
    {
        Id = project.Id,
        Name = project.Name,
        NormalizedName = project.NormalizedName,
        CreatedAt = project.CreatedAt,
        Publishers = [.. project.Publishers.Select(standing => PublisherResponse.Of(standing, providers, now))],
    };
}

/// <summary>A page of the list of projects.</summary>
internal sealed record ProjectListResponse
{
    /// <summary>In the order of their normalised names.</summary>
    public required IReadOnlyList<ProjectSummary> Projects { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public required int Total { get; init; }

    /// <summary>The address of the next page, or null on the last one.</summary>
    public required string? Next { get; init; }
}

/// <summary>A project in a list.</summary>
internal sealed record ProjectSummary
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string NormalizedName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int PublisherCount { get; init; }

    public static ProjectSummary Of(Project project) => new()
    {
        Id = project.Id,
        Name = project.Name,
        NormalizedName = project.NormalizedName,
        CreatedAt = project.CreatedAt,
        PublisherCount = project.Publishers.Count,
    };
}

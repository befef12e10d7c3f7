using Microsoft.EntityFrameworkCore;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>How projects are found and listed.</summary>
internal static class ProjectQueries
{
    public const int MaxPageSize = 200;

    /// <summary>The project of that name in any spelling, tracked, or null; a name that no project can have is nobody's.</summary>
    public static async Task<Project?> FindAsync(PublisherConfigDb db, string name, CancellationToken cancellationToken)
    {
        if (!ProjectName.TryParse(name, out var parsed, out _))
        {
            return null;
        }

        return await db.Projects.SingleOrDefaultAsync(p => p.NormalizedName == parsed.Normalized, cancellationToken);
    }

    /// <summary>The project with its publishers, in the order in which they were added, or null.</summary>
    public static async Task<Project?> FindWithPublishersAsync(PublisherConfigDb db, string name, CancellationToken cancellationToken)
    {
        if (!ProjectName.TryParse(name, out var parsed, out _))
        {
            return null;
        }

        return await db.Projects.AsNoTracking()
            .Include(p => p.Publishers.OrderBy(s => s.AddedAt).ThenBy(s => s.PublisherId))
            .ThenInclude(s => s.Publisher)
            .SingleOrDefaultAsync(p => p.NormalizedName == parsed.Normalized, cancellationToken);
    }

    /// <summary>Projects in the order of their normalised names, one page of them, with their publishers.</summary>
    /// <param name="db">The database.</param>
    /// <param name="caller">Who asks: they see the projects whose members they are, or all.</param>
    /// <param name="search">Part of a name in any spelling; empty finds all.</param>
    /// <param name="after">The normalised name before the page; empty begins at the start.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<ProjectPage> ListAsync(PublisherConfigDb db, Caller caller, string search, string after, int limit, CancellationToken cancellationToken)
    {
        var (part, from) = (ProjectName.Normalize(search.Trim()), ProjectName.Normalize(after));
        if (!ProjectName.CanContain(part) || !ProjectName.CanContain(from))
        {
            return new ProjectPage([], 0, null);
        }

        var matching = Visible(db, caller).Where(p => part == "" || p.NormalizedName.Contains(part));
        var total = await matching.CountAsync(cancellationToken);
        var projects = await matching
            .Where(p => string.Compare(p.NormalizedName, from) > 0)
            .OrderBy(p => p.NormalizedName)
            .Take(limit + 1)
            .Include(p => p.Publishers.OrderBy(s => s.AddedAt).ThenBy(s => s.PublisherId))
            .ThenInclude(s => s.Publisher)
            .AsSplitQuery()
            .ToListAsync(cancellationToken);
        return projects.Count <= limit
            ? new ProjectPage(projects, total, null)
            : new ProjectPage(projects[..limit], total, projects[limit - 1].NormalizedName);
    }

    private static IQueryable<Project> Visible(PublisherConfigDb db, Caller caller) => caller.SeesEverything
        ? db.Projects.AsNoTracking()
        : db.Projects.AsNoTracking().Where(p => p.Members.Any(m => m.PersonId == caller.PersonId));
}

/// <summary>One page of projects.</summary>
/// <param name="Projects">In the order of their normalised names.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Next">The <c>after</c> of the next page, or null on the last one.</param>
internal sealed record ProjectPage(IReadOnlyList<Project> Projects, int Total, string? Next);

using Microsoft.EntityFrameworkCore;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>How members and invitations are listed.</summary>
internal static class MemberQueries
{
    /// <summary>Owners first, then in the order in which they were added.</summary>
    public static Task<List<ProjectMember>> MembersAsync(PublisherConfigDb db, Project project, CancellationToken cancellationToken) =>
        db.ProjectMembers.AsNoTracking().Include(m => m.Person).Where(m => m.ProjectId == project.Id)
            .OrderByDescending(m => m.Role).ThenBy(m => m.AddedAt).ThenBy(m => m.PersonId).ToListAsync(cancellationToken);

    /// <summary>Those that can still be accepted, the oldest first.</summary>
    public static Task<List<Invitation>> OpenInvitationsAsync(PublisherConfigDb db, Project project, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Invitations.AsNoTracking().Where(i => i.ProjectId == project.Id && i.AcceptedAt == null && i.ExpiresAt > now)
            .OrderBy(i => i.Id).ToListAsync(cancellationToken);
}

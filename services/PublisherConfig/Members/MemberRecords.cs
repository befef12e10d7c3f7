using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>What the audit log hears about members.</summary>
internal static class MemberRecords
{
    /// <param name="project">The project.</param>
    /// <param name="person">Who.</param>
    /// <param name="role">What they are now; null for nothing.</param>
    /// <param name="former">What they were; null for nothing.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="now">The time.</param>
    /// <param name="invitation">The invitation that was accepted, if that did it.</param>
    public static OutboxRecord Changed(
        Project project, Guid person, ProjectRole? role, ProjectRole? former, string by, DateTimeOffset now, Guid? invitation = null) => OutboxRecord.Of(
        new ProjectMemberChanged { Project = project.ToRef(), PersonId = person, Role = role?.Word(), FormerRole = former?.Word(), InvitationId = invitation, By = by },
        ContractsJson.Default.ProjectMemberChanged,
        now);
}

using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.People;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>Gives a member another role, or takes theirs away.</summary>
internal sealed partial class ChangeMember(PublisherConfigDb db, TimeProvider time, ChangeMetrics metrics, ILogger<ChangeMember> logger)
{
    /// <param name="projectName">The project, in any spelling.</param>
    /// <param name="personId">The member.</param>
    /// <param name="role">What they become; null for nothing any more.</param>
    /// <param name="caller">Who does it. An operator may leave a project without an owner, others may not.</param>
    /// <param name="cancellationToken">Cancels what is not committed.</param>
    public async Task<ChangeMemberOutcome> ExecuteAsync(
        string projectName, Guid personId, ProjectRole? role, Caller caller, CancellationToken cancellationToken)
    {
        await using var change = await MemberChange.BeginAsync(db, projectName, time, cancellationToken);
        if (change is null)
        {
            return ChangeMemberOutcome.UnknownProject;
        }

        var members = await db.ProjectMembers.Where(m => m.ProjectId == change.Project.Id).ToListAsync(cancellationToken);
        if (members.SingleOrDefault(m => m.PersonId == personId) is not { } member)
        {
            return ChangeMemberOutcome.UnknownMember;
        }

        var former = member.Role;
        if (former == role)
        {
            return ChangeMemberOutcome.Done;
        }

        if (former == ProjectRole.Owner && !caller.IsOperator && members.Count(m => m.Role == ProjectRole.Owner) == 1)
        {
            metrics.Refused("last_owner");
            return ChangeMemberOutcome.LastOwner;
        }

        if (role is { } other)
        {
            member.Role = other;
        }
        else
        {
            db.ProjectMembers.Remove(member);
        }

        await change.CommitAsync(MemberRecords.Changed(change.Project, personId, role, former, caller.By, change.At), cancellationToken);
        metrics.Changed(nameof(ProjectMemberChanged));
        Log.Changed(logger, personId, change.Project.Id, former, role, caller.By);
        return ChangeMemberOutcome.Done;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Member {PersonId} of project {ProjectId} changed from {Former} to {Role} by {By}")]
        public static partial void Changed(ILogger logger, Guid personId, Guid projectId, ProjectRole former, ProjectRole? role, string by);
    }
}

internal enum ChangeMemberOutcome
{
    Done,
    UnknownProject,
    UnknownMember,

    /// <summary>The project would have no owner any more.</summary>
    LastOwner,
}

using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.Members;

/// <summary>Issues, accepts and withdraws invitations.</summary>
internal sealed partial class Invitations(PublisherConfigDb db, TimeProvider time, ChangeMetrics metrics, ILogger<Invitations> logger)
{
    /// <summary>Open at once, per project.</summary>
    public const int MaxOpen = 20;

    public async Task<IssueOutcome> IssueAsync(string projectName, ProjectRole role, string by, CancellationToken cancellationToken)
    {
        await using var change = await MemberChange.BeginAsync(db, projectName, time, cancellationToken);
        if (change is null)
        {
            return new IssueOutcome.UnknownProject();
        }

        if (await Open(change.Project.Id, change.At).CountAsync(cancellationToken) >= MaxOpen)
        {
            metrics.Refused("too_many_invitations");
            return new IssueOutcome.TooMany();
        }

        var secret = Secret.New();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(change.At),
            ProjectId = change.Project.Id,
            Role = role,
            SecretHash = Secret.Hash(secret),
            IssuedAt = change.At,
            IssuedBy = by,
            ExpiresAt = change.At + Invitation.Lifetime,
        };
        db.Invitations.Add(invitation);
        var message = new InvitationIssued
        {
            InvitationId = invitation.Id,
            Project = change.Project.ToRef(),
            Role = role.Word(),
            ExpiresAt = invitation.ExpiresAt,
            By = by,
        };
        await change.CommitAsync(OutboxRecord.Of(message, ContractsJson.Default.InvitationIssued, change.At), cancellationToken);
        metrics.Changed(nameof(InvitationIssued));
        Log.Issued(logger, invitation.Id, change.Project.Id, role, by);
        return new IssueOutcome.Issued(invitation, secret);
    }

    /// <summary>The invitation of this secret with its project, if it can still be accepted.</summary>
    public async Task<Invitation?> FindOpenAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(secret);
        var found = await db.Invitations.AsNoTracking().Include(i => i.Project).SingleOrDefaultAsync(i => i.SecretHash == hash, cancellationToken);
        return found?.IsOpenAt(time.GetUtcNow()) == true ? found : null;
    }

    /// <summary>Makes a person what the invitation says. Whoever is the same or more already leaves it open for somebody else.</summary>
    public async Task<AcceptOutcome> AcceptAsync(string secret, Guid personId, string by, CancellationToken cancellationToken)
    {
        var found = await FindOpenAsync(secret, cancellationToken);
        await using var change = found is null ? null : await MemberChange.BeginAsync(db, found.ProjectId, time, cancellationToken);
        // Read anew: somebody else may have accepted it before this one got the project's row.
        var invitation = change is null ? null : await Open(change.Project.Id, change.At).SingleOrDefaultAsync(i => i.Id == found!.Id, cancellationToken);
        if (change is null || invitation is null)
        {
            metrics.Refused("invitation_over");
            return new AcceptOutcome.Over();
        }

        var member = await db.ProjectMembers.SingleOrDefaultAsync(m => m.ProjectId == change.Project.Id && m.PersonId == personId, cancellationToken);
        var former = member?.Role;
        if (former >= invitation.Role)
        {
            return new AcceptOutcome.IsMember(change.Project.NormalizedName);
        }

        if (member is null)
        {
            db.ProjectMembers.Add(new ProjectMember { ProjectId = change.Project.Id, PersonId = personId, Role = invitation.Role, AddedAt = change.At });
        }
        else
        {
            member.Role = invitation.Role;
        }

        (invitation.AcceptedAt, invitation.AcceptedById) = (change.At, personId);
        await change.CommitAsync(MemberRecords.Changed(change.Project, personId, invitation.Role, former, by, change.At, invitation.Id), cancellationToken);
        metrics.Changed(nameof(ProjectMemberChanged));
        Log.Accepted(logger, invitation.Id, change.Project.Id, invitation.Role, by);
        return new AcceptOutcome.Accepted(change.Project.NormalizedName);
    }

    /// <returns>False if the project has no such open invitation.</returns>
    public async Task<bool> WithdrawAsync(string projectName, Guid id, string by, CancellationToken cancellationToken)
    {
        await using var change = await MemberChange.BeginAsync(db, projectName, time, cancellationToken);
        var invitation = change is null ? null : await Open(change.Project.Id, change.At).SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        if (change is null || invitation is null)
        {
            return false;
        }

        db.Invitations.Remove(invitation);
        var message = new InvitationWithdrawn { InvitationId = id, Project = change.Project.ToRef(), By = by };
        await change.CommitAsync(OutboxRecord.Of(message, ContractsJson.Default.InvitationWithdrawn, change.At), cancellationToken);
        metrics.Changed(nameof(InvitationWithdrawn));
        Log.Withdrawn(logger, id, change.Project.Id, by);
        return true;
    }

    private IQueryable<Invitation> Open(Guid projectId, DateTimeOffset now) =>
        db.Invitations.Where(i => i.ProjectId == projectId && i.AcceptedAt == null && i.ExpiresAt > now);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Invitation {InvitationId} to project {ProjectId} as {Role} issued by {By}")]
        public static partial void Issued(ILogger logger, Guid invitationId, Guid projectId, ProjectRole role, string by);

        [LoggerMessage(LogLevel.Information, "Invitation {InvitationId} to project {ProjectId} as {Role} accepted by {By}")]
        public static partial void Accepted(ILogger logger, Guid invitationId, Guid projectId, ProjectRole role, string by);

        [LoggerMessage(LogLevel.Information, "Invitation {InvitationId} to project {ProjectId} withdrawn by {By}")]
        public static partial void Withdrawn(ILogger logger, Guid invitationId, Guid projectId, string by);
    }
}

internal abstract record IssueOutcome
{
    private IssueOutcome()
    {
    }

    /// <param name="Invitation">What was issued.</param>
    /// <param name="Secret">Known to nobody but the caller from now on.</param>
    public sealed record Issued(Invitation Invitation, string Secret) : IssueOutcome;

    public sealed record UnknownProject : IssueOutcome;

    public sealed record TooMany : IssueOutcome;
}

internal abstract record AcceptOutcome
{
    private AcceptOutcome()
    {
    }

    public sealed record Accepted(string Project) : AcceptOutcome;

    /// <summary>They are what it says, or more, already.</summary>
    public sealed record IsMember(string Project) : AcceptOutcome;

    /// <summary>Unknown, accepted by somebody, withdrawn, or expired.</summary>
    public sealed record Over : AcceptOutcome;
}

using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.PublisherConfig.Members;
using TrustedPublishing.PublisherConfig.People;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.Projects;

/// <summary>Creates a project.</summary>
internal sealed partial class CreateProject(PublisherConfigDb db, TimeProvider time, ChangeMetrics metrics, ILogger<CreateProject> logger)
{
    /// <param name="name">The new project's name.</param>
    /// <param name="caller">Who does it; a person becomes the project's owner.</param>
    /// <param name="cancellationToken">Cancels what is not committed.</param>
    public async Task<CreateProjectOutcome> ExecuteAsync(ProjectName name, Caller caller, CancellationToken cancellationToken)
    {
        await using var change = await FeedChange.BeginAsync(db, time, cancellationToken);
        var project = new Project { Id = Guid.CreateVersion7(change.At), Name = name.Written, NormalizedName = name.Normalized, CreatedAt = change.At };
        db.Projects.Add(project);
        List<OutboxRecord> records =
        [
            OutboxRecord.Of(
                new ProjectCreated { Project = project.ToRef(), Revision = change.Revision, By = caller.By }, ContractsJson.Default.ProjectCreated, change.At),
        ];
        if (caller.PersonId is { } person)
        {
            db.ProjectMembers.Add(new ProjectMember { ProjectId = project.Id, PersonId = person, Role = ProjectRole.Owner, AddedAt = change.At });
            records.Add(MemberRecords.Changed(project, person, ProjectRole.Owner, null, caller.By, change.At));
        }

        try
        {
            await change.CommitAsync(records, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: Project.Mapping.UniqueName })
        {
            metrics.Refused("project_exists");
            return new CreateProjectOutcome.Exists(name.Normalized);
        }

        metrics.Changed(nameof(ProjectCreated));
        Log.Created(logger, project.Id, project.NormalizedName, change.Revision, caller.By);
        return new CreateProjectOutcome.Created(project);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Project {ProjectId} ({Project}) created, revision {Revision}, by {By}")]
        public static partial void Created(ILogger logger, Guid projectId, string project, long revision, string by);
    }
}

internal abstract record CreateProjectOutcome
{
    private CreateProjectOutcome()
    {
    }

    public sealed record Created(Project Project) : CreateProjectOutcome;

    /// <summary>A project with the same normalised name is there.</summary>
    public sealed record Exists(string NormalizedName) : CreateProjectOutcome;
}

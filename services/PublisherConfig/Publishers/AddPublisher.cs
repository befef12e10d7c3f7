using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.PublisherConfig.Projects;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>Lets a trusted publisher stand for a project.</summary>
internal sealed partial class AddPublisher(PublisherConfigDb db, TimeProvider time, ChangeMetrics metrics, ILogger<AddPublisher> logger)
{
    public const int MaxPublishersOfProject = 100;

    /// <summary>An API token names all projects of its publisher, so their number is bounded.</summary>
    public const int MaxProjectsOfPublisher = 100;

    /// <param name="projectName">The project, in any spelling.</param>
    /// <param name="registration">What to trust.</param>
    /// <param name="by">Who does it, as the record names them.</param>
    /// <param name="cancellationToken">Cancels what is not committed.</param>
    public async Task<AddPublisherOutcome> ExecuteAsync(string projectName, Registration registration, string by, CancellationToken cancellationToken)
    {
        // Holds the counter row from here on: nobody else changes anything until this is committed or given up.
        await using var change = await FeedChange.BeginAsync(db, time, cancellationToken);
        var project = await ProjectQueries.FindAsync(db, projectName, cancellationToken);
        if (project is null)
        {
            return Refused(new AddPublisherOutcome.UnknownProject());
        }

        var digest = registration.Digest();
        var existing = await db.Publishers.Include(p => p.Projects).SingleOrDefaultAsync(p => p.Digest == digest, cancellationToken);
        if (existing is not null && existing.Projects.Any(p => p.ProjectId == project.Id))
        {
            return Refused(new AddPublisherOutcome.Exists(existing.Id));
        }

        if (existing?.Projects.Count >= MaxProjectsOfPublisher)
        {
            return Refused(new AddPublisherOutcome.TooManyProjects());
        }

        if (await db.ProjectPublishers.CountAsync(p => p.ProjectId == project.Id, cancellationToken) >= MaxPublishersOfProject)
        {
            return Refused(new AddPublisherOutcome.TooManyPublishers());
        }

        var publisher = existing ?? AddNew(registration, digest, change.At);
        publisher.Revision = change.Revision;
        var standing = new ProjectPublisher { ProjectId = project.Id, PublisherId = publisher.Id, AddedAt = change.At, Project = project, Publisher = publisher };
        db.ProjectPublishers.Add(standing);
        await change.CommitAsync(PublisherRecords.Added(publisher, project, change.Revision, by, change.At), cancellationToken);

        metrics.Changed(nameof(PublisherAdded));
        Log.Added(logger, publisher.Id, publisher.Provider, project.Id, change.Revision, by);
        return new AddPublisherOutcome.Added(standing);
    }

    private Publisher AddNew(Registration registration, byte[] digest, DateTimeOffset now)
    {
        var publisher = new Publisher
        {
            Id = Guid.CreateVersion7(now),
            Provider = registration.Provider,
            Issuer = registration.Issuer,
            Fields = registration.Fields.ToDictionary(StringComparer.Ordinal),
            Digest = digest,
            Revision = 0,
            CreatedAt = now,
        };
        db.Publishers.Add(publisher);
        return publisher;
    }

    private AddPublisherOutcome Refused(AddPublisherOutcome outcome)
    {
        metrics.Refused(outcome switch
        {
            AddPublisherOutcome.UnknownProject => "project_not_found",
            AddPublisherOutcome.Exists => "publisher_exists",
            AddPublisherOutcome.TooManyProjects => "too_many_projects",
            AddPublisherOutcome.TooManyPublishers => "too_many_publishers",
            _ => throw new UnreachableException(),
        });
        return outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Publisher {PublisherId} of {Provider} added to project {ProjectId}, revision {Revision}, by {By}")]
        public static partial void Added(ILogger logger, Guid publisherId, string provider, Guid projectId, long revision, string by);
    }
}

internal abstract record AddPublisherOutcome
{
    private AddPublisherOutcome()
    {
    }

    public sealed record Added(ProjectPublisher Standing) : AddPublisherOutcome;

    public sealed record UnknownProject : AddPublisherOutcome;

    /// <summary>The same registration stands for the project already.</summary>
    public sealed record Exists(Guid PublisherId) : AddPublisherOutcome;

    public sealed record TooManyPublishers : AddPublisherOutcome;

    public sealed record TooManyProjects : AddPublisherOutcome;
}

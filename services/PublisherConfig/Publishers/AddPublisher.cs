using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>Lets a trusted publisher stand for a project.</summary>
internal sealed partial class AddPublisher(
    PublisherConfigDb db, IOptions<PinOptions> pinning, TimeProvider time, ChangeMetrics metrics, ILogger<AddPublisher> logger)
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
        var sameNames = await db.Publishers.Include(p => p.Projects).ThenInclude(s => s.Project)
            .Where(p => p.Digest == digest).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var place = PublisherPlace.Find(sameNames, registration.KnownIds, project.Id, change.At);
        if (place is PublisherPlace.Taken { Publisher: var taken })
        {
            return Refused(new AddPublisherOutcome.Exists(taken.Id));
        }

        if (place is PublisherPlace.Join { Publisher.Projects.Count: >= MaxProjectsOfPublisher })
        {
            return Refused(new AddPublisherOutcome.TooManyProjects());
        }

        if (await db.ProjectPublishers.CountAsync(p => p.ProjectId == project.Id, cancellationToken) >= MaxPublishersOfProject)
        {
            return Refused(new AddPublisherOutcome.TooManyPublishers());
        }

        var (publisher, isPinnedNow) = Take(place, registration, digest, change.At);
        publisher.Revision = change.Revision;
        var standing = new ProjectPublisher { ProjectId = project.Id, PublisherId = publisher.Id, AddedAt = change.At, Project = project, Publisher = publisher };
        db.ProjectPublishers.Add(standing);
        await CommitAsync(change, registration.Kind, standing, isPinnedNow, by, cancellationToken);
        return new AddPublisherOutcome.Added(standing);
    }

    private (Publisher Publisher, bool IsPinnedNow) Take(PublisherPlace place, Registration registration, byte[] digest, DateTimeOffset now)
    {
        switch (place)
        {
            case PublisherPlace.Join { Publisher: var joined, Pins: var pins }:
                if (pins)
                {
                    joined.Pin(registration.KnownIds!, now);
                }

                return (joined, pins);
            case PublisherPlace.New { Retired: var retired }:
                foreach (var lapsed in retired)
                {
                    lapsed.Digest = null;
                }

                return (AddNew(registration, digest, now), registration.KnownIds is not null);
            default:
                throw new UnreachableException();
        }
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
            // Without ids there is nothing to wait for.
            PinUntil = ImmutableIds.Of(registration.Kind).Count == 0 ? DateTimeOffset.MaxValue : now + pinning.Value.PinWindow,
        };
        if (registration.KnownIds is { } known)
        {
            publisher.Pin(known, now);
        }

        db.Publishers.Add(publisher);
        return publisher;
    }

    private async Task CommitAsync(
        FeedChange change, IProvider provider, ProjectPublisher standing, bool isPinnedNow, string by, CancellationToken cancellationToken)
    {
        var (publisher, project) = (standing.Publisher, standing.Project);
        var added = PublisherRecords.Added(publisher, provider, project, change.Revision, by, change.At);
        if (isPinnedNow)
        {
            await change.CommitAsync([added, PublisherRecords.Pinned(publisher, provider, change.Revision, null, change.At)], cancellationToken);
            metrics.Changed(nameof(PublisherPinned));
        }
        else
        {
            await change.CommitAsync([added], cancellationToken);
        }

        metrics.Changed(nameof(PublisherAdded));
        Log.Added(logger, publisher.Id, publisher.Provider, project.Id, change.Revision, by);
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

using Microsoft.EntityFrameworkCore;
using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Feed;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>Takes a project away from a trusted publisher, and removes the publisher with its last project.</summary>
internal sealed partial class RemovePublisher(
    PublisherConfigDb db, ProviderCatalog providers, TimeProvider time, ChangeMetrics metrics, ILogger<RemovePublisher> logger)
{
    /// <param name="projectName">The project, in any spelling.</param>
    /// <param name="publisherId">The publisher.</param>
    /// <param name="by">Who does it, as the record names them.</param>
    /// <param name="cancellationToken">Cancels what is not committed.</param>
    public async Task<RemovePublisherOutcome> ExecuteAsync(string projectName, Guid publisherId, string by, CancellationToken cancellationToken)
    {
        // Holds the counter row from here on: nobody else changes anything until this is committed or given up.
        await using var change = await FeedChange.BeginAsync(db, time, cancellationToken);
        var project = await ProjectQueries.FindAsync(db, projectName, cancellationToken);
        if (project is null)
        {
            metrics.Refused("project_not_found");
            return new RemovePublisherOutcome.UnknownProject();
        }

        var publisher = await db.Publishers.Include(p => p.Projects).SingleOrDefaultAsync(p => p.Id == publisherId, cancellationToken);
        var standing = publisher?.Projects.SingleOrDefault(p => p.ProjectId == project.Id);
        if (publisher is null || standing is null)
        {
            metrics.Refused("publisher_not_found");
            return new RemovePublisherOutcome.UnknownPublisher();
        }

        Detach(publisher, standing, change);
        await change.CommitAsync([PublisherRecords.Removed(publisher, providers.Of(publisher.Provider), project, change.Revision, by, change.At)], cancellationToken);

        metrics.Changed(nameof(PublisherRemoved));
        Log.Removed(logger, publisher.Id, publisher.Provider, project.Id, change.Revision, by);
        return new RemovePublisherOutcome.Removed();
    }

    private void Detach(Publisher publisher, ProjectPublisher standing, FeedChange change)
    {
        db.ProjectPublishers.Remove(standing);
        if (publisher.Projects.Count > 1)
        {
            publisher.Revision = change.Revision;
            return;
        }

        db.Publishers.Remove(publisher);
        db.RemovedPublishers.Add(new RemovedPublisher { Id = publisher.Id, Revision = change.Revision, RemovedAt = change.At });
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Publisher {PublisherId} of {Provider} removed from project {ProjectId}, revision {Revision}, by {By}")]
        public static partial void Removed(ILogger logger, Guid publisherId, string provider, Guid projectId, long revision, string by);
    }
}

internal abstract record RemovePublisherOutcome
{
    private RemovePublisherOutcome()
    {
    }

    public sealed record Removed : RemovePublisherOutcome;

    public sealed record UnknownProject : RemovePublisherOutcome;

    /// <summary>No such publisher stands for the project.</summary>
    public sealed record UnknownPublisher : RemovePublisherOutcome;
}

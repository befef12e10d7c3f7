using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Alerts.Rules;

/// <summary>
/// <c>publisher_removed_after_publish</c>: a publisher was removed within a window after something was published with it, as who covers tracks would do. The two come from
/// different services, so either may come into the log first; what counts is when they happened.
/// </summary>
internal sealed class RemovedAfterPublishRule(TimeSpan window) : IAlertRule
{
    public string Name => "publisher_removed_after_publish";

    public IEnumerable<Subject> Subjects(SeenEntry entry)
    {
        if (entry.As(ContractsJson.Default.TokenMinted) is { } minted)
        {
            return [Minted(minted.PublisherId), .. minted.Projects.Select(project => Removed(minted.PublisherId, project)).Distinct()];
        }

        return entry.As(ContractsJson.Default.PublisherRemoved) is { } removed ? [Minted(removed.PublisherId), Removed(removed.PublisherId, removed.Project)] : [];
    }

    public IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory)
    {
        var now = new Sighting(entry.At, entry.Index);
        if (entry.As(ContractsJson.Default.TokenMinted) is { } minted)
        {
            if (memory.Recall(Minted(minted.PublisherId)) is not { } before || before.Seen[0].At < now.At)
            {
                memory.Keep(Minted(minted.PublisherId), new Remembered { Seen = [now] }.Until(entry, window));
            }

            return [.. minted.Projects.DistinctBy(project => project.Id).Select(project =>
                memory.Recall(Removed(minted.PublisherId, project)) is { RaisedAt: null } removal
                    ? Compare(now, removal.Seen[0], minted.PublisherId, project, minted.Provider, minted.Issuer, entry, memory)
                    : null).OfType<AlertRaised>()];
        }

        if (entry.As(ContractsJson.Default.PublisherRemoved) is not { } removed)
        {
            return [];
        }

        memory.Keep(Removed(removed.PublisherId, removed.Project), new Remembered { Seen = [now] }.Until(entry, window));
        return memory.Recall(Minted(removed.PublisherId)) is { } last
            && Compare(last.Seen[0], now, removed.PublisherId, removed.Project, removed.Provider, removed.Issuer, entry, memory) is { } alert
            ? [alert]
            : [];
    }

    private AlertRaised? Compare(
        Sighting mint, Sighting removal, Guid publisher, ProjectRef project, string provider, string issuer, SeenEntry entry, AlertMemory memory)
    {
        if (removal.At < mint.At || removal.At - mint.At > window)
        {
            return null;
        }

        memory.Keep(Removed(publisher, project), new Remembered { Seen = [removal], RaisedAt = entry.At }.Until(entry, window));
        return new AlertRaised
        {
            Rule = Name,
            Entries = [Math.Min(mint.Index, removal.Index), Math.Max(mint.Index, removal.Index)],
            Projects = [project],
            Provider = provider,
            Issuer = issuer,
            PublisherId = publisher,
        };
    }

    private Subject Minted(Guid publisher) => new(Name, $"minted {publisher}");

    private Subject Removed(Guid publisher, ProjectRef project) => new(Name, $"removed {publisher} {project.Id}");
}

using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.ServiceDefaults.Outbox;
using TrustedPublishing.TrustRules;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>What the audit log hears about publishers: each field under what it is, personal or not.</summary>
internal static class PublisherRecords
{
    public static OutboxRecord Added(Publisher publisher, IProvider provider, Project project, long revision, string by, DateTimeOffset now)
    {
        var (registration, personal) = Split(publisher, provider);
        var message = new PublisherAdded
        {
            PublisherId = publisher.Id,
            Project = project.ToRef(),
            Provider = publisher.Provider,
            Issuer = publisher.Issuer,
            Revision = revision,
            By = by,
            Registration = registration,
            Personal = personal,
        };
        return OutboxRecord.Of(message, ContractsJson.Default.PublisherAdded, now);
    }

    public static OutboxRecord Removed(Publisher publisher, IProvider provider, Project project, long revision, string by, DateTimeOffset now)
    {
        var (registration, personal) = Split(publisher, provider);
        var message = new PublisherRemoved
        {
            PublisherId = publisher.Id,
            Project = project.ToRef(),
            Provider = publisher.Provider,
            Issuer = publisher.Issuer,
            Revision = revision,
            By = by,
            Registration = registration,
            Personal = personal,
        };
        return OutboxRecord.Of(message, ContractsJson.Default.PublisherRemoved, now);
    }

    /// <param name="publisher">With its projects, pinned.</param>
    /// <param name="provider">Its provider.</param>
    /// <param name="revision">Of this change.</param>
    /// <param name="idTokenDigest">Of the ID token that pinned it, if one did.</param>
    /// <param name="now">The time.</param>
    public static OutboxRecord Pinned(Publisher publisher, IProvider provider, long revision, string? idTokenDigest, DateTimeOffset now)
    {
        var message = new PublisherPinned
        {
            PublisherId = publisher.Id,
            Projects = [.. publisher.Projects.Select(standing => standing.Project.ToRef())],
            Provider = publisher.Provider,
            Issuer = publisher.Issuer,
            Revision = revision,
            How = publisher.PinnedBy ?? throw new InvalidOperationException("The publisher is not pinned."),
            IdTokenDigest = idTokenDigest,
            Ids = Ids(publisher, provider, personal: false),
            Personal = Ids(publisher, provider, personal: true),
        };
        return OutboxRecord.Of(message, ContractsJson.Default.PublisherPinned, now);
    }

    private static Dictionary<string, string> Ids(Publisher publisher, IProvider provider, bool personal) => ImmutableIds.Of(provider)
        .Where(id => id.IsPersonal == personal && publisher.PinnedIds.ContainsKey(id.Claim))
        .ToDictionary(id => id.Claim, id => publisher.PinnedIds[id.Claim], StringComparer.Ordinal);

    private static (Dictionary<string, string> Registration, Dictionary<string, string> Personal) Split(
        Publisher publisher, IProvider provider)
    {
        // What is not known to name nobody may name somebody.
        var plain = provider.Fields.Where(field => !field.IsPersonal).Select(field => field.Name).ToList();
        var names = provider.Fields.Select(field => field.Name).Union(publisher.Fields.Keys, StringComparer.Ordinal).Where(publisher.Fields.ContainsKey).ToList();
        return (Select(names.Intersect(plain, StringComparer.Ordinal)), Select(names.Except(plain, StringComparer.Ordinal)));

        Dictionary<string, string> Select(IEnumerable<string> selected) =>
            selected.ToDictionary(name => name, name => publisher.Fields[name], StringComparer.Ordinal);
    }
}

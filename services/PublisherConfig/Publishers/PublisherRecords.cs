using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Projects;
using TrustedPublishing.PublisherConfig.Publishers.Pinning;
using TrustedPublishing.ServiceDefaults.Outbox;

namespace TrustedPublishing.PublisherConfig.Publishers;

/// <summary>What the audit log hears about publishers: each field under what it is, personal or not.</summary>
internal static class PublisherRecords
{
    public static OutboxRecord Added(Publisher publisher, Project project, long revision, string by, DateTimeOffset now)
    {
        var (registration, personal) = Split(publisher);
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

    public static OutboxRecord Removed(Publisher publisher, Project project, long revision, string by, DateTimeOffset now)
    {
        var (registration, personal) = Split(publisher);
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
    /// <param name="revision">Of this change.</param>
    /// <param name="idTokenDigest">Of the ID token that pinned it, if one did.</param>
    /// <param name="now">The time.</param>
    public static OutboxRecord Pinned(Publisher publisher, long revision, string? idTokenDigest, DateTimeOffset now)
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
            Ids = Ids(publisher, personal: false),
            Personal = Ids(publisher, personal: true),
        };
        return OutboxRecord.Of(message, ContractsJson.Default.PublisherPinned, now);
    }

    private static Dictionary<string, string> Ids(Publisher publisher, bool personal) => ImmutableIds.Of(publisher.Provider)
        .Where(id => id.IsPersonal == personal && publisher.PinnedIds.ContainsKey(id.Claim))
        .ToDictionary(id => id.Claim, id => publisher.PinnedIds[id.Claim], StringComparer.Ordinal);

    private static (Dictionary<string, string> Registration, Dictionary<string, string> Personal) Split(Publisher publisher) =>
        (Fields(publisher, personal: false), Fields(publisher, personal: true));

    private static Dictionary<string, string> Fields(Publisher publisher, bool personal) => publisher.Kind.Fields
        .Where(field => field.IsPersonal == personal && publisher.Fields.ContainsKey(field.Name))
        .ToDictionary(field => field.Name, field => publisher.Fields[field.Name], StringComparer.Ordinal);
}

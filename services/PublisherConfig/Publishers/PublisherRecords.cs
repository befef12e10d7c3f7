using TrustedPublishing.Contracts;
using TrustedPublishing.PublisherConfig.Projects;
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

    private static (Dictionary<string, string> Registration, Dictionary<string, string> Personal) Split(Publisher publisher) =>
        (Fields(publisher, personal: false), Fields(publisher, personal: true));

    private static Dictionary<string, string> Fields(Publisher publisher, bool personal) => publisher.Kind.Fields
        .Where(field => field.IsPersonal == personal && publisher.Fields.ContainsKey(field.Name))
        .ToDictionary(field => field.Name, field => publisher.Fields[field.Name], StringComparer.Ordinal);
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Entries;

/// <summary>A type of record: who may say it, whether a body is one, and what it is about.</summary>
internal sealed record EntryType(string Name, string Producer, Func<JsonElement, IReadOnlyList<Facet>> ReadFacets)
{
    /// <summary>Null for a type that decides no exchange.</summary>
    public Decision? Decision { get; init; }

    /// <exception cref="JsonException">The body is not a message of this type.</exception>
    public static EntryType Of<T>(string producer, JsonTypeInfo<T> json, Func<T, IReadOnlyList<Facet>> facets) =>
        new(typeof(T).Name, producer, body => facets(body.Deserialize(json) ?? throw new JsonException("The body is null.")));
}

/// <summary>Every type of entry. A new message is one line here.</summary>
internal static class EntryTypes
{
    public const string PublisherConfig = "publisher-config";
    public const string JwksCache = "jwks-cache";
    public const string TokenExchange = "token-exchange";

    /// <summary>Audit itself, for what it finds.</summary>
    public const string Audit = "audit";

    public static IReadOnlyList<EntryType> All { get; } =
    [
        EntryType.Of(PublisherConfig, ContractsJson.Default.ProjectCreated, message => Facet.Of([message.Project])),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PublisherAdded, message => Facet.Of([message.Project], message.Provider, message.PublisherId)),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PublisherRemoved, message => Facet.Of([message.Project], message.Provider, message.PublisherId)),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PublisherPinned, message => Facet.Of(message.Projects, message.Provider, message.PublisherId)),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PersonSignedIn, _ => []),
        EntryType.Of(PublisherConfig, ContractsJson.Default.ProjectMemberChanged, message => Facet.Of([message.Project])),
        EntryType.Of(PublisherConfig, ContractsJson.Default.InvitationIssued, message => Facet.Of([message.Project])),
        EntryType.Of(PublisherConfig, ContractsJson.Default.InvitationWithdrawn, message => Facet.Of([message.Project])),
        EntryType.Of(JwksCache, ContractsJson.Default.ProviderKeysChanged, message => Facet.Of([], message.Provider)),
        EntryType.Of(JwksCache, ContractsJson.Default.ProviderKeysUnavailable, message => Facet.Of([], message.Provider)),
        EntryType.Of(TokenExchange, ContractsJson.Default.TokenMinted, message => Facet.Of(message.Projects, message.Provider, message.PublisherId))
            with { Decision = Decision.Granted },
        EntryType.Of(TokenExchange, ContractsJson.Default.TokenExchangeDenied, message => Facet.Of(message.Projects, message.Provider, message.NearestPublisherId, [message.Reason]))
            with { Decision = Decision.Refused },
        EntryType.Of(TokenExchange, ContractsJson.Default.ExchangeRefusalsSummarised, message => Facet.Of([], reasons: message.Counts.Select(count => count.Reason)))
            with { Decision = Decision.Refused },
        EntryType.Of(TokenExchange, ContractsJson.Default.TokenRevoked, message => Facet.Of(message.Projects, message.Provider, message.PublisherId)),
        EntryType.Of(TokenExchange, ContractsJson.Default.TokensRevoked, message => Facet.Of(message.Projects, message.Provider, message.PublisherId)),
        EntryType.Of(TokenExchange, ContractsJson.Default.EmergencySwitchChanged, _ => []),
        EntryType.Of(Audit, FindingsJson.Default.ProducerSequenceGap, _ => []),
        EntryType.Of(Audit, FindingsJson.Default.ProducerSequenceRepeated, _ => []),
        EntryType.Of(Audit, FindingsJson.Default.RecordUnreadable, _ => []),
        EntryType.Of(Audit, AccessJson.Default.AuditorTokenIssued, _ => []),
        EntryType.Of(Audit, AccessJson.Default.AuditorTokenRevoked, _ => []),
        EntryType.Of(Audit, AccessJson.Default.AuditorTokenRefused, _ => []),
        EntryType.Of(Audit, AccessJson.Default.AuditLogRead, _ => []),
        EntryType.Of(Audit, WebhookMessagesJson.Default.WebhookAdded, _ => []),
        EntryType.Of(Audit, WebhookMessagesJson.Default.WebhookSecretRotated, _ => []),
        EntryType.Of(Audit, WebhookMessagesJson.Default.WebhookRemoved, _ => []),
        EntryType.Of(Audit, ErasedJson.Default.PersonalValuesErased, _ => []),
        EntryType.Of(Audit, LogKeysJson.Default.LogKeysChanged, _ => []),
        EntryType.Of(Audit, AlertJson.Default.AlertRaised, message => Facet.Of(message.Projects, message.Provider, message.PublisherId)),
    ];

    private static readonly Dictionary<string, EntryType> ByName = All.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static EntryType? Find(string name) => ByName.GetValueOrDefault(name);
}

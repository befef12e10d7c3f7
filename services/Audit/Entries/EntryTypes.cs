using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Entries;

/// <summary>A type of record: who may say it, whether a body is one, and which projects it is about.</summary>
internal sealed record EntryType(string Name, string Producer, Func<JsonElement, IReadOnlyList<ProjectRef>> ReadProjects)
{
    /// <exception cref="JsonException">The body is not a message of this type.</exception>
    public static EntryType Of<T>(string producer, JsonTypeInfo<T> json, Func<T, IReadOnlyList<ProjectRef>> projects) =>
        new(typeof(T).Name, producer, body => projects(body.Deserialize(json) ?? throw new JsonException("The body is null.")));
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
        EntryType.Of(PublisherConfig, ContractsJson.Default.ProjectCreated, message => [message.Project]),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PublisherAdded, message => [message.Project]),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PublisherRemoved, message => [message.Project]),
        EntryType.Of(PublisherConfig, ContractsJson.Default.PublisherPinned, message => message.Projects),
        EntryType.Of(JwksCache, ContractsJson.Default.ProviderKeysChanged, _ => []),
        EntryType.Of(JwksCache, ContractsJson.Default.ProviderKeysUnavailable, _ => []),
        EntryType.Of(TokenExchange, ContractsJson.Default.TokenMinted, message => message.Projects),
        EntryType.Of(TokenExchange, ContractsJson.Default.TokenExchangeDenied, message => message.Projects),
        EntryType.Of(TokenExchange, ContractsJson.Default.ExchangeRefusalsSummarised, _ => []),
        EntryType.Of(TokenExchange, ContractsJson.Default.TokenRevoked, message => message.Projects),
        EntryType.Of(TokenExchange, ContractsJson.Default.TokensRevoked, message => message.Projects),
        EntryType.Of(TokenExchange, ContractsJson.Default.EmergencySwitchChanged, _ => []),
        EntryType.Of(Audit, FindingsJson.Default.ProducerSequenceGap, _ => []),
        EntryType.Of(Audit, FindingsJson.Default.ProducerSequenceRepeated, _ => []),
        EntryType.Of(Audit, FindingsJson.Default.RecordUnreadable, _ => []),
    ];

    private static readonly Dictionary<string, EntryType> ByName = All.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static EntryType? Find(string name) => ByName.GetValueOrDefault(name);
}

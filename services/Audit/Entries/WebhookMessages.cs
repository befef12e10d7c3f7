using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Entries;

/// <summary>The operator lets somebody be told of entries. Said in the transaction that adds the webhook.</summary>
internal sealed record WebhookAdded
{
    public required Guid WebhookId { get; init; }

    /// <summary>Which entries, as JSON.</summary>
    public required string Filter { get; init; }

    /// <summary>The index after which it begins; null: with the entry after this one.</summary>
    public long? After { get; init; }
    public required string By { get; init; }

    /// <summary><c>label</c>, and <c>url</c> up to its host: the rest may be a secret.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>The operator gave a webhook a new secret. Said in the transaction that changes it.</summary>
internal sealed record WebhookSecretRotated
{
    public required Guid WebhookId { get; init; }

    /// <summary>Until when the secret of before is used beside the new one; null: not at all.</summary>
    public DateTimeOffset? FormerSecretUntil { get; init; }
    public required string By { get; init; }

    /// <summary><c>label</c>.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

/// <summary>The operator deleted a webhook: nothing more is told there.</summary>
internal sealed record WebhookRemoved
{
    public required Guid WebhookId { get; init; }
    public required string By { get; init; }

    /// <summary><c>label</c>.</summary>
    public required IReadOnlyDictionary<string, string> Personal { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookAdded))]
[JsonSerializable(typeof(WebhookSecretRotated))]
[JsonSerializable(typeof(WebhookRemoved))]
internal sealed partial class WebhookMessagesJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>A webhook as it is shown; its secret is not.</summary>
internal sealed record WebhookDocument
{
    public required Guid Id { get; init; }
    public required string Label { get; init; }
    public required string Url { get; init; }
    public required WebhookFilter Filter { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? PausedAt { get; init; }

    /// <summary>Until when deliveries are signed with the former secret as well; null: with the present one only.</summary>
    public required DateTimeOffset? FormerSecretUntil { get; init; }

    /// <summary>It has been told of everything up to this index.</summary>
    public required long After { get; init; }

    /// <summary>How often the next entry has been tried, and when it is tried again.</summary>
    public required int Tries { get; init; }
    public required DateTimeOffset? RetryAt { get; init; }
    public required long DeadLetters { get; init; }

    public static WebhookDocument Of(Webhook webhook, long after, long deadLetters, DateTimeOffset now) => new()
    {
        Id = webhook.Id,
        Label = webhook.Label,
        Url = webhook.Url,
        Filter = JsonSerializer.Deserialize(webhook.Filter, WebhooksJson.Default.WebhookFilter)!,
        CreatedAt = webhook.CreatedAt,
        PausedAt = webhook.PausedAt,
        FormerSecretUntil = webhook.FormerSecretUntilAt(now),
        After = after,
        Tries = webhook.Tries,
        RetryAt = webhook.RetryAt,
        DeadLetters = deadLetters,
    };
}

/// <summary>A webhook with its new secret, which is in this answer and nowhere else.</summary>
internal sealed record CreatedWebhook(WebhookDocument Webhook, string Secret);

internal sealed record WebhookList(IReadOnlyList<WebhookDocument> Webhooks);

internal sealed record DeadLetterDocument(long Index, int Tries, string LastError, DateTimeOffset GivenUpAt);

/// <param name="DeadLetters">Oldest entry first.</param>
/// <param name="Next">The <c>after</c> of the next page; null if there is none.</param>
internal sealed record DeadLetterList(IReadOnlyList<DeadLetterDocument> DeadLetters, long? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(WebhookDocument))]
[JsonSerializable(typeof(CreatedWebhook))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(DeadLetterList))]
internal sealed partial class WebhooksJson : JsonSerializerContext;

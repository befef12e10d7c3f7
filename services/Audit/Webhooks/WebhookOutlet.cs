using System.Text.Json;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Following;
using TrustedPublishing.Audit.Formats;
using TrustedPublishing.Audit.Reading;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>What all deliveries need.</summary>
internal sealed class WebhookDelivery(WebhookStore store, WebhookSender sender, EntryFormats formats, WebhookMetrics metrics, IOptions<WebhookOptions> options)
{
    /// <summary>Null if the webhook is not to be told any more.</summary>
    public async Task<WebhookOutlet?> OpenAsync(Guid id, TimeProvider time, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { PausedAt: null } webhook
            ? new WebhookOutlet(id, JsonSerializer.Deserialize(webhook.Filter, WebhooksJson.Default.WebhookFilter)!.Read(new ParameterErrors()), this, time)
            : null;

    public Task<Webhook?> FindAsync(Guid id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<string?> SendAsync(Webhook webhook, EntryDocument entry, CancellationToken cancellationToken) =>
        sender.SendAsync(webhook, entry.RecordId, formats.Write(entry, EntryFormat.CloudEvent), cancellationToken);

    public async Task SucceededAsync(Webhook webhook, EntryDocument entry, CancellationToken cancellationToken)
    {
        metrics.Taken(webhook.Id);
        if (webhook.Tries > 0)
        {
            await store.TriedAsync(webhook.Id, 0, null, cancellationToken);
        }
        await store.ForgetDeadLetterAsync(webhook.Id, entry.Index, cancellationToken);
    }

    /// <returns>When to try again; null when it is given up and the next entry is due.</returns>
    public async Task<DateTimeOffset?> FailedAsync(Webhook webhook, EntryDocument entry, string error, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tries = webhook.Tries + 1;
        if (tries >= options.Value.MaximumTries)
        {
            await store.KeepDeadLetterAsync(
                new DeadLetter { WebhookId = webhook.Id, EntryIndex = entry.Index, Tries = tries, LastError = error, GivenUpAt = now }, cancellationToken);
            await store.TriedAsync(webhook.Id, 0, null, cancellationToken);
            metrics.Dead(webhook.Id);
            return null;
        }

        var retryAt = now + RetryPlan.Pause(tries, options.Value.FirstPause, options.Value.LongestPause, Random.Shared.NextDouble());
        await store.TriedAsync(webhook.Id, tries, retryAt, cancellationToken);
        metrics.Failed(webhook.Id);
        return retryAt;
    }
}

/// <summary>One webhook: an entry at a time, in order; one that fails holds the next ones up until it is taken or given up.</summary>
internal sealed class WebhookOutlet(Guid id, EntryFilter filter, WebhookDelivery delivery, TimeProvider time) : IOutlet
{
    public string Name => Webhook.PositionOf(id);

    public EntryFilter Filter => filter;

    public async Task DeliverAsync(IReadOnlyList<EntryDocument> entries, Func<long, Task> delivered, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            // As it is now: it may have been paused, or another replica may have tried.
            if (await delivery.FindAsync(id, cancellationToken) is not { PausedAt: null } webhook)
            {
                throw new LeaseLostException(Name);
            }
            if (webhook.RetryAt is { } due && due > time.GetUtcNow())
            {
                throw new DeliverLaterException(due);
            }
            if (await delivery.SendAsync(webhook, entry, cancellationToken) is not { } error)
            {
                await delivery.SucceededAsync(webhook, entry, cancellationToken);
            }
            else if (await delivery.FailedAsync(webhook, entry, error, time.GetUtcNow(), cancellationToken) is { } retryAt)
            {
                throw new DeliverLaterException(retryAt);
            }
            await delivered(entry.Index);
        }
    }
}

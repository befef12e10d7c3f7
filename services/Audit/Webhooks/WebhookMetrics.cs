using System.Diagnostics.Metrics;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Following;

namespace TrustedPublishing.Audit.Webhooks;

/// <summary>What webhooks tell metrics: ids and outcomes, never a label or an address.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> deliveries;

    public WebhookMetrics(IMeterFactory meters, FollowerReader followers)
    {
        var meter = meters.Create(AppendTelemetry.Name);
        deliveries = meter.CreateCounter<long>("audit.webhook.deliveries", "{delivery}", "Tries to tell a webhook of an entry, by webhook and outcome.");
        meter.CreateObservableGauge("audit.webhook.dead_letters", () => DeadLetters(followers.Read()), "{entry}", "Entries that a webhook was not told of after all tries.");
    }

    /// <summary>The receiver has the entry.</summary>
    public void Taken(Guid webhook) => Count(webhook, "taken");

    /// <summary>It is tried again.</summary>
    public void Failed(Guid webhook) => Count(webhook, "failed");

    /// <summary>It failed for the last time.</summary>
    public void Dead(Guid webhook) => Count(webhook, "dead");

    private void Count(Guid webhook, string outcome) =>
        deliveries.Add(1, Tag(webhook.ToString("D")), new KeyValuePair<string, object?>("outcome", outcome));

    private static IEnumerable<Measurement<long>> DeadLetters(IEnumerable<FollowerReading> followers)
    {
        foreach (var follower in followers)
        {
            if (follower.GivenUp is { } deadLetters)
            {
                yield return new Measurement<long>(deadLetters, Tag(follower.Name[Webhook.PositionPrefix.Length..]));
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string webhook) => new("webhook", webhook);
}

using System.Text.Json;
using Microsoft.Extensions.Options;
using TrustedPublishing.Audit.Appending;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>
/// Takes the rules a little further along the log. What they remember, how far they came and the alerts are one transaction: each entry is looked at
/// exactly once, whatever crashes. The log is locked for other appends only while alerts are appended.
/// </summary>
internal sealed partial class AlertWatch(OwnEntries own, IOptions<AlertOptions> options, ILogger<AlertWatch> logger)
{
    public const int BatchSize = 500;

    private readonly IReadOnlyList<IAlertRule> rules = AlertRules.Of(options.Value.Limits);

    /// <returns>How many entries it looked at; 0 also while another replica is looking.</returns>
    public Task<int> LookAsync(CancellationToken cancellationToken) => own.WriteAsync(
        async (write, cancel) =>
        {
            var store = new AlertStore(write.Connection);
            if (await store.LockAsync(cancel) is not (var position, var quietUntil)
                || await store.EntriesAsync(position, BatchSize, cancel) is not { Count: > 0 } entries)
            {
                return 0;
            }

            // Alerts cause no alerts.
            var news = entries.Where(entry => entry.Type != nameof(AlertRaised)).ToList();
            var subjects = news.SelectMany(entry => rules.SelectMany(rule => Guarded(rule, entry, rule.Subjects))).Distinct().ToList();
            var memory = await store.RecallAsync(subjects, cancel);
            var alerts = Look(news, memory, quietUntil);
            await store.KeepAsync(memory, entries[^1], cancel);
            if (alerts.Count > 0)
            {
                await write.AppendAsync(alerts, cancel);
            }

            return entries.Count;
        },
        cancellationToken);

    private List<OwnMessage> Look(IEnumerable<SeenEntry> entries, AlertMemory memory, long quietUntil)
    {
        var alerts = new List<OwnMessage>();
        foreach (var entry in entries)
        {
            foreach (var rule in rules)
            {
                // They look in any case, so that they know later what is not new.
                var raised = Guarded(rule, entry, one => rule.Look(one, memory));
                if (entry.Index > quietUntil && !options.Value.Off.Contains(rule.Name))
                {
                    alerts.AddRange(raised.SelectMany(AlertSize.Fit).Select(alert => OwnMessage.Of(AlertJson.Default.AlertRaised, alert)));
                }
            }
        }

        return alerts;
    }

    /// <summary>An entry with a null where no producer of ours sends one must not keep the rules from all that comes after it.</summary>
    private List<T> Guarded<T>(IAlertRule rule, SeenEntry entry, Func<SeenEntry, IEnumerable<T>> look)
    {
        try
        {
            return [.. look(entry)];
        }
        catch (Exception e) when (e is NullReferenceException or ArgumentException or InvalidOperationException or JsonException)
        {
            Log.Unreadable(logger, e, rule.Name, entry.Index);
            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The alert rule {Rule} cannot read entry {Index}")]
        public static partial void Unreadable(ILogger logger, Exception exception, string rule, long index);
    }
}

using TrustedPublishing.Audit.Alerts.Rules;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Alerts;

/// <summary>
/// Looks at each entry once, in the order of the log, and says what is striking. Pure: it knows the entry and what it remembers, nothing else, so
/// that the same log gives the same alerts.
/// </summary>
internal interface IAlertRule
{
    /// <summary>A stable code.</summary>
    string Name { get; }

    /// <summary>All that <see cref="Look"/> will recall or keep about this entry.</summary>
    IEnumerable<Subject> Subjects(SeenEntry entry);

    IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory);
}

/// <summary>Every rule. A new one is one line here, and one in <c>docs/audit-alerts.md</c>.</summary>
internal static class AlertRules
{
    public static IReadOnlyList<IAlertRule> Of(AlertLimits limits) =>
    [
        new NewSourceRule(),
        new ReasonRule("pinned_id_mismatch", "pinned_id_mismatch", limits.QuietFor),
        new ReasonRule("replay", "already_used", limits.QuietFor),
        new RefusalBurstRule(limits),
        new KeysChangedRule(),
        new RemovedAfterPublishRule(limits.RemovalWindow),
        new MissingRecordsRule(),
    ];
}

using System.Globalization;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Wording;

/// <summary>Alerts as one line for people: what happened, and which entries to look at.</summary>
internal static class AlertWords
{
    public static string Of(AlertRaised alert) => $"Alert: {What(alert)} — {Entries(alert.Entries)}";

    private static string What(AlertRaised alert) => (alert.Rule, alert.What) switch
    {
        ("new_source", "repository") => $"first publish of {Projects(alert)} from another repository ({alert.Value})",
        ("new_source", "ref") => $"first publish of {Projects(alert)} from {alert.Value}",
        ("pinned_id_mismatch", _) => $"somebody came to {Projects(alert)} with the right names and the wrong ids",
        ("replay", _) => $"an ID token of {alert.Issuer} was shown again",
        ("refusal_burst", "project") => $"{Count(alert)} refusals for {Projects(alert)} in a short time",
        ("refusal_burst", "repository") => $"{Count(alert)} refusals of {alert.Value} at {alert.Issuer} in a short time",
        ("refusal_burst", _) => $"{Count(alert)} refusals of ID tokens of {alert.Issuer} in a short time",
        ("keys_changed", _) => $"{alert.Issuer} changed its signing keys",
        ("publisher_removed_after_publish", _) => $"the publisher of {Projects(alert)} was removed right after a publish with it",
        ("missing_records", _) => $"{(alert.Count == 1 ? "1 record" : $"{Count(alert)} records")} of {alert.Value} missing, or late",
        var (rule, _) => rule.Replace('_', ' '),
    };

    private static string Projects(AlertRaised alert) => alert.Projects.Count == 0 ? "no project" : string.Join(", ", alert.Projects.Select(project => project.Name));

    private static string Count(AlertRaised alert) => (alert.Count ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string Entries(IReadOnlyList<long> entries) =>
        (entries.Count == 1 ? "entry " : "entries ") + string.Join(", ", entries.Select(index => index.ToString(CultureInfo.InvariantCulture)));
}

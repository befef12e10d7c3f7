using System.Globalization;
using TrustedPublishing.Audit.Entries;

namespace TrustedPublishing.Audit.Wording;

/// <summary>Entries about who may read the log and who did, as one line for people.</summary>
internal static class AccessWords
{
    public static string Of(AuditorTokenIssued message, IReadOnlyDictionary<string, string> personal)
    {
        var until = message.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"Auditor token {Label(personal)} issued by {message.By} for {(message.Project is { } project ? $"project {project}" : "the whole log")}, until {until}";
    }

    public static string Of(AuditorTokenRevoked message, IReadOnlyDictionary<string, string> personal) =>
        $"Auditor token {Label(personal)} revoked by {message.By}";

    public static string Of(AuditorTokenRefused message, IReadOnlyDictionary<string, string> personal) =>
        $"Refused auditor token {Label(personal)}, which is {message.Reason}: {message.What}, from {Address(personal)}";

    public static string Of(AuditLogRead message, IReadOnlyDictionary<string, string> personal) =>
        $"{(message.Reader == "operator" ? "The operator" : Label(personal))} read the log: {message.What}, from {Address(personal)}";

    public static string Of(WebhookAdded message, IReadOnlyDictionary<string, string> personal) =>
        $"Webhook {Label(personal)} added by {message.By}: {personal.GetValueOrDefault("url") ?? Identity.Erased}";

    public static string Of(WebhookSecretRotated message, IReadOnlyDictionary<string, string> personal)
    {
        var former = message.FormerSecretUntil is { } until
            ? string.Create(CultureInfo.InvariantCulture, $"the one before is used until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "the one before is used no more";
        return $"Webhook {Label(personal)} got a new secret by {message.By}; {former}";
    }

    public static string Of(WebhookRemoved message, IReadOnlyDictionary<string, string> personal) => $"Webhook {Label(personal)} deleted by {message.By}";

    public static string Of(PersonalValuesErased message, IReadOnlyDictionary<string, string> personal)
    {
        var fields = string.Join(", ", message.Fields.Keys.Order(StringComparer.Ordinal));
        var entries = message.FirstIndex == message.LastIndex ? $"entry {Number(message.FirstIndex)}" : $"entries {Number(message.FirstIndex)} to {Number(message.LastIndex)}";
        return $"{Number(message.Count)} personal {(message.Count == 1 ? "value" : "values")} erased by {message.By} ({fields}; {entries}) — {personal.GetValueOrDefault("reason") ?? Identity.Erased}";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Label(IReadOnlyDictionary<string, string> personal) => personal.GetValueOrDefault("label") ?? Identity.Erased;

    private static string Address(IReadOnlyDictionary<string, string> personal) => personal.GetValueOrDefault("source_address") ?? Identity.Erased;
}

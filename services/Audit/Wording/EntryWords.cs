using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Wording;

/// <summary>
/// An entry as one line for people: <c>Minted a token for sampleproject — GitHub octo-org/sampleproject release.yml</c>.
/// </summary>
internal static class EntryWords
{
    /// <param name="type">The entry's type.</param>
    /// <param name="body">Its body, with digests in <c>personal</c>.</param>
    /// <param name="personal">The personal values that are not erased, by field.</param>
    public static string Of(string type, JsonElement body, IReadOnlyDictionary<string, string> personal)
    {
        try
        {
            return type switch
            {
                nameof(TokenMinted) => Minted(Read(body, ContractsJson.Default.TokenMinted), personal),
                nameof(TokenExchangeDenied) => Denied(Read(body, ContractsJson.Default.TokenExchangeDenied), personal),
                nameof(ExchangeRefusalsSummarised) => Summarised(Read(body, ContractsJson.Default.ExchangeRefusalsSummarised)),
                nameof(TokenRevoked) => Revoked(Read(body, ContractsJson.Default.TokenRevoked), personal),
                nameof(TokensRevoked) => AllRevoked(Read(body, ContractsJson.Default.TokensRevoked), personal),
                nameof(EmergencySwitchChanged) => SwitchChanged(Read(body, ContractsJson.Default.EmergencySwitchChanged), personal),
                nameof(ProjectCreated) => Created(Read(body, ContractsJson.Default.ProjectCreated)),
                nameof(PublisherAdded) => Added(Read(body, ContractsJson.Default.PublisherAdded), personal),
                nameof(PublisherRemoved) => Removed(Read(body, ContractsJson.Default.PublisherRemoved), personal),
                nameof(PublisherPinned) => Pinned(Read(body, ContractsJson.Default.PublisherPinned)),
                nameof(PersonSignedIn) => PeopleWords.Of(Read(body, ContractsJson.Default.PersonSignedIn), personal),
                nameof(ProjectMemberChanged) => PeopleWords.Of(Read(body, ContractsJson.Default.ProjectMemberChanged)),
                nameof(InvitationIssued) => PeopleWords.Of(Read(body, ContractsJson.Default.InvitationIssued)),
                nameof(InvitationWithdrawn) => PeopleWords.Of(Read(body, ContractsJson.Default.InvitationWithdrawn)),
                nameof(ProviderKeysChanged) => KeysChanged(Read(body, ContractsJson.Default.ProviderKeysChanged)),
                nameof(ProviderKeysUnavailable) => KeysUnavailable(Read(body, ContractsJson.Default.ProviderKeysUnavailable)),
                nameof(ProducerSequenceGap) => Gap(Read(body, FindingsJson.Default.ProducerSequenceGap)),
                nameof(ProducerSequenceRepeated) => Repeated(Read(body, FindingsJson.Default.ProducerSequenceRepeated)),
                nameof(RecordUnreadable) => Unreadable(Read(body, FindingsJson.Default.RecordUnreadable)),
                nameof(AuditorTokenIssued) => AccessWords.Of(Read(body, AccessJson.Default.AuditorTokenIssued), personal),
                nameof(AuditorTokenRevoked) => AccessWords.Of(Read(body, AccessJson.Default.AuditorTokenRevoked), personal),
                nameof(AuditorTokenRefused) => AccessWords.Of(Read(body, AccessJson.Default.AuditorTokenRefused), personal),
                nameof(WebhookAdded) => AccessWords.Of(Read(body, WebhookMessagesJson.Default.WebhookAdded), personal),
                nameof(WebhookSecretRotated) => AccessWords.Of(Read(body, WebhookMessagesJson.Default.WebhookSecretRotated), personal),
                nameof(WebhookRemoved) => AccessWords.Of(Read(body, WebhookMessagesJson.Default.WebhookRemoved), personal),
                nameof(PersonalValuesErased) => AccessWords.Of(Read(body, ErasedJson.Default.PersonalValuesErased), personal),
                nameof(LogKeysChanged) => KeysChanged(Read(body, LogKeysJson.Default.LogKeysChanged)),
                nameof(AlertRaised) => AlertWords.Of(Read(body, AlertJson.Default.AlertRaised)),
                nameof(AuditLogRead) => AccessWords.Of(Read(body, AccessJson.Default.AuditLogRead), personal),
                _ => type,
            };
        }
        // An old entry whose message has since changed: the entry is still good, only the nice words are missing.
        catch (JsonException)
        {
            return type;
        }
    }

    private static T Read<T>(JsonElement body, JsonTypeInfo<T> json) =>
        body.Deserialize(json) ?? throw new JsonException("The body is null.");

    private static string Minted(TokenMinted message, IReadOnlyDictionary<string, string> personal) =>
        $"Minted a token for {Projects(message.Projects)} — {Identity.OfClaims(message.Provider, message.Claims, message.Personal, personal)}";

    private static string Denied(TokenExchangeDenied message, IReadOnlyDictionary<string, string> personal)
    {
        var projects = message.Projects is { Count: > 0 } nearest ? $" (nearest: {Projects(nearest)})" : "";
        var identity = Identity.OfClaims(message.Provider, message.Claims, message.Personal, personal);
        var failed = message.Failed is { Count: > 0 } claims ? $" ({string.Join(", ", claims)} not as expected)" : "";
        return $"Refused: {Code(message.Reason)}{failed} — {identity}{projects}";
    }

    private static string Summarised(ExchangeRefusalsSummarised message)
    {
        var total = message.Counts.Sum(count => count.Count);
        var reasons = message.Counts
            .GroupBy(count => count.Reason, StringComparer.Ordinal)
            .Select(reason => $"{Number(reason.Sum(count => count.Count))} {Code(reason.Key)}");
        return $"Refused {Number(total)} {(total == 1 ? "request" : "requests")}: {string.Join(", ", reasons)}";
    }

    private static string Revoked(TokenRevoked message, IReadOnlyDictionary<string, string> personal)
    {
        var seen = message.Personal.ContainsKey("url") ? $", seen at {personal.GetValueOrDefault("url") ?? "(erased)"}" : "";
        return $"Revoked a token for {Projects(message.Projects)}: {Code(message.Cause)}, by {message.By}{seen}";
    }

    private static string AllRevoked(TokensRevoked message, IReadOnlyDictionary<string, string> personal)
    {
        var of = message.PublisherId is { } publisher ? $"publisher {publisher}" : $"provider {message.Provider}";
        return $"Emergency: revoked all tokens of {of} ({Number(message.Count)} were good), by {message.By} — {Reason(personal)}";
    }

    private static string SwitchChanged(EmergencySwitchChanged message, IReadOnlyDictionary<string, string> personal)
    {
        var key = message.KeyId is { } keyId ? $"key {keyId}" : $"key with thumbprint {message.Thumbprint}";
        var what = (message.Kind, message.InForce) switch
        {
            ("stop-minting", true) => "all minting stopped",
            ("stop-minting", false) => "minting goes on",
            ("distrust-issuer", true) => $"issuer {message.Issuer} is distrusted",
            ("distrust-issuer", false) => $"issuer {message.Issuer} is trusted again",
            ("distrust-key", true) => $"{key} of {message.Issuer} is distrusted",
            ("distrust-key", false) => $"{key} of {message.Issuer} is trusted again",
            var (kind, isInForce) => $"{kind} {(isInForce ? "set" : "cleared")}",
        };
        return $"Emergency: {what}, by {message.By} — {Reason(personal)}";
    }

    private static string Reason(IReadOnlyDictionary<string, string> personal) => personal.GetValueOrDefault("reason") ?? "(erased)";

    private static string Created(ProjectCreated message) => $"Project {message.Project.Name} created by {message.By}";

    private static string Added(PublisherAdded message, IReadOnlyDictionary<string, string> personal) =>
        $"Trusted publisher added to {message.Project.Name} by {message.By} — "
        + Identity.OfRegistration(message.Provider, message.Registration, message.Personal, personal);

    private static string Removed(PublisherRemoved message, IReadOnlyDictionary<string, string> personal) =>
        $"Trusted publisher removed from {message.Project.Name} by {message.By} — "
        + Identity.OfRegistration(message.Provider, message.Registration, message.Personal, personal);

    private static string Pinned(PublisherPinned message)
    {
        var how = message.How switch
        {
            "lookup" => "asked of the provider",
            "given" => "given by the owner",
            "first_use" => "of the first exchange",
            _ => Code(message.How),
        };
        var ids = message.Ids.OrderBy(id => id.Key, StringComparer.Ordinal).Select(id => $"{Code(id.Key)} {id.Value}");
        return $"Trusted publisher of {Projects(message.Projects)} pinned to ids {how}{(message.Ids.Count > 0 ? ": " : "")}{string.Join(", ", ids)}";
    }

    private static string KeysChanged(ProviderKeysChanged message) =>
        $"Signing keys of {message.Issuer} changed: {message.Added.Count} added, {message.Removed.Count} removed";

    private static string KeysChanged(LogKeysChanged message) => $"The log is signed with {KeyIds(message.Keys)} from now on, before with {KeyIds(message.KeysBefore)}";

    /// <summary>Of <c>audit.example.org/log+4a1d1d5c+AQ…</c> the middle.</summary>
    private static string KeyIds(IEnumerable<string> keys) => string.Join(" and ", keys.Select(key => key.Split('+') is [_, var id, ..] ? $"key {id}" : key));

    private static string KeysUnavailable(ProviderKeysUnavailable message) =>
        $"Signing keys of {message.Issuer} could not be fetched: {Code(message.Reason)}";

    private static string Gap(ProducerSequenceGap finding) => finding.FirstMissing == finding.LastMissing
        ? $"Record {Number(finding.FirstMissing)} of {finding.Of} is missing, or came later"
        : $"Records {Number(finding.FirstMissing)} to {Number(finding.LastMissing)} of {finding.Of} are missing, or came later";

    private static string Repeated(ProducerSequenceRepeated finding) =>
        $"{finding.Of} used its number {Number(finding.RepeatedSequence)} for two records";

    private static string Unreadable(RecordUnreadable finding) => finding.Reason == UnreadableReason.NoBatch
        ? $"A message of {finding.Of} could not be read: it is no batch of records"
        : $"Record {finding.UnreadableSequence} of {finding.Of} could not be read: {Code(finding.Reason)}";

    private static string Projects(IReadOnlyList<ProjectRef> projects) => projects.Count == 0
        ? "no project"
        : string.Join(", ", projects.Select(project => project.Name));

    // workflow_mismatch → workflow mismatch
    private static string Code(string code) => code.Replace('_', ' ');

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

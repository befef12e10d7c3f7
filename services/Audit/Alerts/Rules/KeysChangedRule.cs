using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Alerts.Rules;

/// <summary><c>keys_changed</c>: an issuer signs with other keys than before. Its first set of keys is no change.</summary>
internal sealed class KeysChangedRule : IAlertRule
{
    public string Name => "keys_changed";

    public IEnumerable<Subject> Subjects(SeenEntry entry) => [];

    public IEnumerable<AlertRaised> Look(SeenEntry entry, AlertMemory memory) =>
        entry.As(ContractsJson.Default.ProviderKeysChanged) is { } message && !IsFirst(message)
            ? [new AlertRaised { Rule = Name, Entries = [entry.Index], Provider = message.Provider, Issuer = message.Issuer }]
            : [];

    private static bool IsFirst(ProviderKeysChanged message) => message.Removed.Count == 0 && message.Added.Count == message.Current.Count;
}

using TrustedPublishing.Contracts;
using TrustedPublishing.ServiceDefaults.Issuers;

namespace TrustedPublishing.JwksCache.Announcements;

/// <summary>What is new about an issuer's keys since they were announced last.</summary>
internal static class KeyChange
{
    /// <summary>Null when there is nothing to announce. A <c>kid</c> with other key material counts as removed and added.</summary>
    public static ProviderKeysChanged? Between(ConfiguredIssuer issuer, IReadOnlyList<SigningKeyRef>? announced, IReadOnlyList<SigningKeyRef> current)
    {
        var before = announced ?? [];
        var added = current.Except(before).ToList();
        var removed = before.Except(current).ToList();
        return added.Count + removed.Count == 0
            ? null
            : new ProviderKeysChanged { Provider = issuer.Provider, Issuer = issuer.Issuer, Added = added, Removed = removed, Current = current };
    }
}

using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Emergency;

/// <summary>The switches that are set, at one moment. Pure.</summary>
internal sealed class SwitchBoard(IReadOnlyList<EmergencySwitch> switches)
{
    public static readonly SwitchBoard Empty = new([]);

    public IReadOnlyList<EmergencySwitch> Switches => switches;

    public bool StopsMinting { get; } = switches.Any(one => one.Kind == SwitchKind.StopMinting);

    /// <summary>Null if nothing forbids to go on with an ID token that names this issuer.</summary>
    public DenialReason? Forbids(string issuer) => StopsMinting
        ? DenialReason.MintingStopped
        : switches.Any(one => one.Kind == SwitchKind.DistrustIssuer && IsOf(one, issuer)) ? DenialReason.IssuerDistrusted : null;

    /// <summary>Null if nothing forbids to accept a signature of this key.</summary>
    public DenialReason? Forbids(string issuer, string keyId, string thumbprint) =>
        Forbids(issuer) ?? (switches.Any(one => one.Kind == SwitchKind.DistrustKey && IsOf(one, issuer) && IsAbout(one, keyId, thumbprint))
            ? DenialReason.KeyDistrusted
            : null);

    /// <summary>Why a kind of switch refuses.</summary>
    public static DenialReason ReasonOf(string kind) => kind switch
    {
        SwitchKind.StopMinting => DenialReason.MintingStopped,
        SwitchKind.DistrustIssuer => DenialReason.IssuerDistrusted,
        SwitchKind.DistrustKey => DenialReason.KeyDistrusted,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsOf(EmergencySwitch one, string issuer) => string.Equals(one.Issuer, issuer, StringComparison.Ordinal);

    private static bool IsAbout(EmergencySwitch one, string keyId, string thumbprint) =>
        string.Equals(one.KeyId, keyId, StringComparison.Ordinal) || string.Equals(one.Thumbprint, thumbprint, StringComparison.Ordinal);
}

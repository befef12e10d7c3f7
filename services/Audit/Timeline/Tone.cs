using TrustedPublishing.Audit.Entries;
using TrustedPublishing.Contracts;

namespace TrustedPublishing.Audit.Timeline;

/// <summary>What kind of thing an entry tells, as the page shows it: a word, and the class of its colour.</summary>
internal sealed record Tone(string Word, string Class)
{
    private static readonly Tone Granted = new("Granted", "granted");
    private static readonly Tone Refused = new("Refused", "refused");
    private static readonly Tone Changed = new("Changed", "changed");
    private static readonly Tone Read = new("Read", "changed");
    private static readonly Tone Alert = new("Alert", "attention");
    private static readonly Tone Attention = new("Attention", "attention");

    public static Tone Of(string type) => type switch
    {
        nameof(TokenMinted) => Granted,
        nameof(TokenExchangeDenied) or nameof(ExchangeRefusalsSummarised) => Refused,
        nameof(EmergencySwitchChanged) or nameof(TokensRevoked) or nameof(ProviderKeysUnavailable) or nameof(ProducerSequenceGap) or nameof(ProducerSequenceRepeated) or nameof(RecordUnreadable)
            or nameof(AuditorTokenRefused) => Attention,
        nameof(AuditLogRead) => Read,
        nameof(AlertRaised) => Alert,
        _ => Changed,
    };
}

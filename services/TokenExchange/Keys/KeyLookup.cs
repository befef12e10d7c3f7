using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Keys;

/// <summary>What is known about a key id.</summary>
internal abstract record KeyLookup
{
    private KeyLookup()
    {
    }

    public sealed record Found(SigningKey Key) : KeyLookup;

    public sealed record Refused(DenialReason Reason) : KeyLookup;
}

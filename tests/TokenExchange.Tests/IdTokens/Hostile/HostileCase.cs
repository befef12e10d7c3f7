using TrustedPublishing.TrustRules;

namespace TrustedPublishing.TokenExchange.Tests.IdTokens.Hostile;

/// <summary>An ID token that must not be accepted, and the exact reason.</summary>
internal sealed record HostileCase(string Name, DenialReason Reason, Func<HostileWorld, string> Make)
{
    public static IReadOnlyList<HostileCase> All { get; } =
        [.. HostileForms.All, .. HostileJson.All, .. HostileHeaders.All, .. HostileKeys.All, .. HostileSignatures.All, .. HostileClaims.All];
}

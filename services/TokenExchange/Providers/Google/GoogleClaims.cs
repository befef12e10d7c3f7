using TrustedPublishing.TrustRules;
using static TrustedPublishing.TokenExchange.Providers.ClaimRecord;
using static TrustedPublishing.TokenExchange.Providers.ClaimUse;

namespace TrustedPublishing.TokenExchange.Providers.Google;

/// <summary>The claims of Google's ID tokens for service accounts (cloud.google.com, "Token types"). They have no jti.</summary>
internal static class GoogleClaims
{
    public const string Email = "email";
    public const string EmailVerified = "email_verified";

    public static readonly ClaimTable Table = new(
    [
        new(Email, Checked, Personal),
        new(EmailVerified, Checked, Plain),
        new(ClaimNames.Subject, Checked, Personal),
        new(ClaimNames.JwtId, Optional, Plain),
        new("azp", Ignored, Personal),
        new("at_hash", Ignored, No),
        new("hd", Ignored, No),
        new("google", Ignored, No),
    ]);
}

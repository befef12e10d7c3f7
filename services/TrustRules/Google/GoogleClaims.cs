using static TrustedPublishing.TrustRules.ClaimRecord;
using static TrustedPublishing.TrustRules.ClaimUse;

namespace TrustedPublishing.TrustRules.Google;

/// <summary>The claims of Google's ID tokens for service accounts (cloud.google.com, "Token types"). They have no jti.</summary>
internal static class GoogleClaims
{
    public const string Email = "email";
    public const string EmailVerified = "email_verified";

    public static readonly ClaimTable Table = new(
    [
        new(Email, Checked, Personal),
        new(EmailVerified, Checked, Plain),

        // Another account under the same address has another one.
        new(ClaimNames.Subject, Pinned, Personal),
        new(ClaimNames.JwtId, Optional, Plain),
        new("azp", Ignored, Personal),
        new("at_hash", Ignored, No),
        new("hd", Ignored, No),
        new("google", Ignored, No),
    ]);
}

namespace TrustedPublishing.CiSimulator.Claims;

/// <summary>
/// A Google service account: no <c>jti</c>, no <c>nbf</c>, and <c>email_verified</c> is a boolean.
/// Source: Google's "Service account identity tokens".
/// </summary>
internal static class GoogleClaims
{
    private const string DefaultEmail = "publisher@sampleproject.iam.gserviceaccount.com";

    public static ProviderProfile Profile { get; } = new("google", "/oauth2/v3/certs", Describe,
    [
        new("email", "Service account", DefaultEmail),
    ]);

    private static void Describe(ClaimSet claims, IssuedBy by)
    {
        claims.Add("iss", by.Issuer);
        claims.Add("aud", by.Audience);
        claims.AddTimes(by.Now, validBefore: null, TimeSpan.FromHours(1));
        var email = claims.Add("email", DefaultEmail);
        claims.Put("email_verified", true);
        var subject = claims.Add("sub", StableIds.GoogleAccount(email));
        claims.Add("azp", subject);
    }
}

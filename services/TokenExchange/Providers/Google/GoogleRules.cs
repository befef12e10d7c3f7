using TrustedPublishing.TrustRules;
using KnownProviders = TrustedPublishing.ServiceDefaults.Issuers.Providers;

namespace TrustedPublishing.TokenExchange.Providers.Google;

/// <summary>Google Cloud service accounts (Cloud Build and everything else that runs as one).</summary>
internal sealed class GoogleRules : IProviderRules
{
    public string Provider => KnownProviders.Google;

    public ClaimTable Claims => GoogleClaims.Table;

    public Registration? ReadRegistration(IReadOnlyDictionary<string, string> fields) =>
        RegistrationFields.Read(fields, "email", out var email)
            ? new GoogleRegistration(email, RegistrationFields.ReadOptional(fields, "sub"))
            : null;

    /// <summary>The same issuer signs for people, who can have an address that they do not own until it is verified.</summary>
    public Mismatch? RefuseOutright(IdTokenClaims claims) =>
        claims.IsTrue(GoogleClaims.EmailVerified) ? null : new Mismatch(DenialReason.EmailNotVerified);

    public string IdentityOf(IdTokenClaims claims) => claims.Text(GoogleClaims.Email) ?? "";

    public string AccountOf(IdTokenClaims claims) => claims.Text(ClaimNames.Subject) ?? claims.Text(GoogleClaims.Email) ?? "";
}

internal sealed record GoogleRegistration(string Email, string? Subject) : Registration
{
    /// <summary>Exactly as registered: Google sends service accounts' addresses in one spelling.</summary>
    public override string Identity => Email;

    public override int Specificity => Subject is null ? 0 : 1;

    public override Mismatch? Compare(IdTokenClaims claims, string issuer) =>
        Subject is null || string.Equals(claims.Text(ClaimNames.Subject), Subject, StringComparison.Ordinal)
            ? null
            : new Mismatch(DenialReason.SubjectMismatch, Depth: 1);
}

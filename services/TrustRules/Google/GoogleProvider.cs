using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Google;

/// <summary>Google Cloud service accounts (Cloud Build and everything else that runs as one).</summary>
internal sealed class GoogleProvider : IProvider
{
    public string Name => "google";

    public string DisplayName => "Google Cloud";

    public string Introduction => "Trusts one service account of Google Cloud.";

    public IReadOnlyList<RegistrationField> Fields => GoogleFields.All;

    public ClaimTable Claims => GoogleClaims.Table;

    /// <summary>Google's ID tokens live for one hour.</summary>
    public TimeSpan MaxIdTokenLifetime => TimeSpan.FromHours(2);

    public string Title(IReadOnlyDictionary<string, string> fields) => fields[GoogleFields.Email];

    public IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields) => GoogleAccounts.Warnings(fields);

    public IEnumerable<FieldRefusal> RefuseTogether(IReadOnlyDictionary<string, string> fields)
    {
        if (fields.Value(GoogleFields.Email) is { } email && !GoogleAccounts.IsServiceAccount(email) && fields.Value(GoogleFields.Subject) is null)
        {
            yield return new(GoogleFields.Subject,
                "This is not the address of a service account. The same issuer signs the log-ins of people, so the account's numeric id must be given. "
                + "A service account made for publishing is better.");
        }
    }

    public PublisherRule? ReadRule(IReadOnlyDictionary<string, string> fields) =>
        fields.Value(GoogleFields.Email) is { } email ? new GoogleRule(email, fields.Value(GoogleFields.Subject)) : null;

    /// <summary>People can have an address that they do not own until it is verified.</summary>
    public Mismatch? RefuseOutright(IdTokenClaims claims) => claims.IsTrue(GoogleClaims.EmailVerified)
        ? null
        : new Mismatch(DenialReason.EmailNotVerified, GoogleClaims.EmailVerified, "true", claims.Scalar(GoogleClaims.EmailVerified));

    public string IdentityOf(IdTokenClaims claims) => claims.Text(GoogleClaims.Email) ?? "";

    public string AccountOf(IdTokenClaims claims) => claims.Text(ClaimNames.Subject) ?? IdentityOf(claims);
}

internal sealed class GoogleRule(string email, string? subject) : PublisherRule
{
    /// <summary>Exactly as registered: Google sends service accounts' addresses in one spelling.</summary>
    public override string Identity => email;

    public override int Specificity => subject is null ? 1 : 2;

    public override IReadOnlyList<ClaimCheck> Check(IdTokenClaims claims, string issuer)
    {
        var account = ClaimCheck.Exact(claims, GoogleClaims.Email, email, DenialReason.NoPublisher);
        if (subject is not null)
        {
            return [account, ClaimCheck.Exact(claims, ClaimNames.Subject, subject, DenialReason.SubjectMismatch)];
        }

        return GoogleAccounts.IsServiceAccount(email)
            ? [account]
            : [account, new ClaimCheck(ClaimNames.Subject, new Mismatch(
                DenialReason.HumanAccount, ClaimNames.Subject, "a registered numeric id, because this is no service account", claims.Text(ClaimNames.Subject))
            {
                Advice = "Register the publisher again with the account's numeric id, or better: with a service account.",
            })];
    }
}

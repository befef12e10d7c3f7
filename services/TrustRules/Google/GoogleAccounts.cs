using System.Buffers;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Google;

/// <summary>What Google's account names look like. The rules answer what is wrong, or null.</summary>
internal static class GoogleAccounts
{
    private const string ServiceAccountDomain = "gserviceaccount.com";

    private static readonly SearchValues<char> LocalCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_.+'");
    private static readonly SearchValues<char> DomainCharacters = SearchValues.Create(Characters.LettersAndDigits + "-.");

    public static string? RefuseEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == email.Length - 1 || at != email.LastIndexOf('@'))
        {
            return "This is not an e-mail address. A service account's looks like publisher@my-project.iam.gserviceaccount.com.";
        }

        var (local, domain) = (email[..at], email[(at + 1)..]);
        return Characters.RefuseOutside(local, LocalCharacters, "ASCII letters, digits and -_.+' before the @")
            ?? Characters.RefuseOutside(domain, DomainCharacters, "ASCII letters, digits, '-' and '.' after the @")
            ?? RefuseDots(local, domain);
    }

    /// <summary>Service accounts have lower-case addresses only, and the ID token's <c>email</c> is compared exactly.</summary>
    public static string KeepEmail(string email) => IsServiceAccount(email) ? email.ToLowerInvariant() : email;

    public static string? RefuseSubject(string subject) => subject.All(char.IsAsciiDigit)
        ? null
        : "The subject is the account's numeric unique id: digits only.";

    public static IReadOnlyList<RegistrationWarning> Warnings(IReadOnlyDictionary<string, string> fields)
    {
        var warnings = new List<RegistrationWarning>();
        var email = fields[GoogleFields.Email];
        if (IsDefaultServiceAccount(email))
        {
            warnings.Add(new("default_service_account", GoogleFields.Email,
                "This is a default service account: Google Cloud gives it to every workload of the project, and each of them could publish. "
                + "A service account made for publishing is recommended."));
        }

        if (!IsServiceAccount(email))
        {
            warnings.Add(new("not_a_service_account", GoogleFields.Email,
                "This is not the address of a service account. The same issuer signs the log-ins of people; a service account made for publishing is recommended."));
        }

        if (!fields.ContainsKey(GoogleFields.Subject))
        {
            warnings.Add(new("sub_missing", GoogleFields.Subject,
                "Without the numeric id, an account that is deleted and made again under the same address can publish."));
        }

        return warnings;
    }

    private static string? RefuseDots(string local, string domain)
    {
        var misplaced = local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal);
        var labels = domain.Split('.');
        return misplaced || labels.Length < 2 || labels.Any(label => label is "" or { Length: > 63 } || label.StartsWith('-') || label.EndsWith('-'))
            ? "This is not an e-mail address: look at its dots and hyphens."
            : null;
    }

    public static bool IsServiceAccount(string email) =>
        email.EndsWith("." + ServiceAccountDomain, StringComparison.OrdinalIgnoreCase);

    // 1098…-compute@developer.gserviceaccount.com (Compute Engine), my-project@appspot.gserviceaccount.com (App Engine),
    // 1098…@cloudbuild.gserviceaccount.com (Cloud Build), 1098…@cloudservices.gserviceaccount.com (Google APIs)
    private static bool IsDefaultServiceAccount(string email) =>
        email.EndsWith("-compute@developer." + ServiceAccountDomain, StringComparison.Ordinal)
        || email.EndsWith("@appspot." + ServiceAccountDomain, StringComparison.Ordinal)
        || email.EndsWith("@cloudbuild." + ServiceAccountDomain, StringComparison.Ordinal)
        || email.EndsWith("@cloudservices." + ServiceAccountDomain, StringComparison.Ordinal);
}

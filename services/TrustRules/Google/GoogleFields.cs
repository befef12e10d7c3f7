using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Google;

/// <summary>A Google Cloud service account, by its e-mail address and, if wanted, its numeric id. Both are compared exactly.</summary>
internal static class GoogleFields
{
    public const string Email = "email";
    public const string Subject = "sub";

    public static IReadOnlyList<RegistrationField> All { get; } =
    [
        new()
        {
            Name = Email,
            Label = "Email",
            Help = "The address of the service account that publishes. A service account made for publishing is best; the default ones are given "
                + "to every workload of the Google Cloud project and are not recommended.",
            Example = "publisher@my-project.iam.gserviceaccount.com",
            Missing = "Give the e-mail address of the service account that publishes.",
            MaxLength = 254,
            IsPersonal = true,
            Refusal = GoogleAccounts.RefuseEmail,
            Keep = GoogleAccounts.KeepEmail,
        },
        new()
        {
            Name = Subject,
            Label = "Subject",
            Help = "The numeric unique id of the service account. It is optional; with it, an account that is deleted and made again under "
                + "the same address is a different one and cannot publish.",
            Example = "123456789012345678901",
            MaxLength = 255,
            IsPersonal = true,
            Refusal = GoogleAccounts.RefuseSubject,
        },
    ];
}

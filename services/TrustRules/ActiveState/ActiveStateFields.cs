using System.Buffers;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.ActiveState;

/// <summary>A project on the ActiveState Platform and the user who starts the publishing. All three are compared exactly.</summary>
internal static class ActiveStateFields
{
    public const string Organization = "organization";
    public const string Project = "project";
    public const string Actor = "actor";

    private static readonly SearchValues<char> AccountCharacters = SearchValues.Create(Characters.LettersAndDigits + "-");
    private static readonly SearchValues<char> ProjectCharacters = SearchValues.Create(Characters.LettersAndDigits + "-.");

    public static IReadOnlyList<RegistrationField> All { get; } =
    [
        new()
        {
            Name = Organization,
            Label = "Organization",
            Help = "The organization that the project belongs to, as in its address on the ActiveState Platform.",
            Example = "octo-org",
            Missing = "Give the name of the organization on the ActiveState Platform.",
            MaxLength = 40,
            IsPersonal = true,
            Refusal = name => Refuse(name, AccountCharacters, "ASCII letters, digits and hyphens"),
        },
        new()
        {
            Name = Project,
            Label = "Project name",
            Help = "The project on the ActiveState Platform, as in its address.",
            Example = "sampleproject",
            Missing = "Give the name of the project on the ActiveState Platform.",
            MaxLength = 40,
            IsPersonal = true,
            Refusal = name => Refuse(name, ProjectCharacters, "ASCII letters, digits, hyphens and dots"),
        },
        new()
        {
            Name = Actor,
            Label = "Actor",
            Help = "The user name, on the ActiveState Platform, of who starts the publishing.",
            Example = "octo-user",
            Missing = "Give the user name of who starts the publishing on the ActiveState Platform.",
            MaxLength = 40,
            IsPersonal = true,
            Refusal = name => Refuse(name, AccountCharacters, "ASCII letters, digits and hyphens"),
        },
    ];

    private static string? Refuse(string name, SearchValues<char> allowed, string allowedInWords) => name switch
    {
        _ when name.Contains('/', StringComparison.Ordinal) => "Give the name alone, not a path or an address.",
        _ when Characters.RefuseOutside(name, allowed, allowedInWords) is { } refusal => refusal,
        { Length: < 3 } => "A name on the ActiveState Platform has at least 3 characters.",
        _ when name.StartsWith('-') || name.EndsWith('-') => "A name on the ActiveState Platform has no hyphen at its ends.",
        _ when name.Contains("--", StringComparison.Ordinal) => "A name on the ActiveState Platform has no two hyphens in a row.",
        _ => null,
    };
}

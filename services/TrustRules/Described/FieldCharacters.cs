using System.Buffers;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.Described;

/// <summary>What a described field may be filled with, one of a few named sets, and how it is kept.</summary>
/// <param name="Refusal">What is wrong with a value, or null.</param>
/// <param name="IsPattern">It is a <see cref="Glob"/>.</param>
internal sealed record FieldCharacters(Func<string, string?> Refusal, bool IsPattern = false)
{
    private static readonly SearchValues<char> Slug = SearchValues.Create(Characters.LettersAndDigits + "-_.");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Path = SearchValues.Create(Characters.LettersAndDigits + "-_./@+");
    private static readonly SearchValues<char> Pattern = SearchValues.Create(Characters.LettersAndDigits + "-_./+@#=:*?");

    public Func<string, string> Keep { get; init; } = value => value;

    public static IReadOnlyDictionary<string, FieldCharacters> ByName { get; } = new Dictionary<string, FieldCharacters>(StringComparer.Ordinal)
    {
        ["slug"] = new(value => Characters.RefuseOutside(value, Slug, "ASCII letters, digits and -_.")),
        ["uuid"] = new(value => Guid.TryParseExact(value, "D", out _) ? null : "This is not a UUID such as 2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40.")
        {
            Keep = value => Guid.ParseExact(value, "D").ToString("D"),
        },
        ["uuid_braced"] = new(value => FindGuid(value) is null ? "This is not a UUID such as {2e1ef5bd-1b9b-4b4f-9f0a-6f3c1d2e3f40}." : null)
        {
            // The claim has the braces; whoever copies the id often has not.
            Keep = value => FindGuid(value)!.Value.ToString("B"),
        },
        ["digits"] = new(value => Characters.RefuseOutside(value, Digits, "digits")),
        ["path"] = new(RefusePath),
        ["ref_patterns"] = new(RefPatterns.Refuse, IsPattern: true),
        ["patterns"] = new(RefusePattern, IsPattern: true),
        ["text"] = new(Characters.RefuseInvisible),
    };

    private static Guid? FindGuid(string value) =>
        Guid.TryParseExact(value, "B", out var braced) ? braced : Guid.TryParseExact(value, "D", out var plain) ? plain : null;

    private static string? RefusePath(string value) =>
        Characters.RefuseOutside(value, Path, "ASCII letters, digits and -_./@+")
        ?? (value.Split('/').Any(segment => segment is "" or "." or "..") ? "Write the path without a slash at its ends and without empty, . or .. segments." : null);

    private static string? RefusePattern(string value) => value.Contains("***", StringComparison.Ordinal)
        ? "Use * for anything without a slash, or ** for anything."
        : Characters.RefuseOutside(value, Pattern, "ASCII letters, digits and -_./+@#=:, with * and ? as wildcards");
}

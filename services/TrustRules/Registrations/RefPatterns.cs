using System.Buffers;

namespace TrustedPublishing.TrustRules.Registrations;

/// <summary>
/// Patterns of git refs as owners register them, for example <c>refs/tags/v*</c>. See <see cref="Glob"/> for what they mean.
/// </summary>
public static class RefPatterns
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Characters.LettersAndDigits + "-_./+@#=*?");

    /// <summary>The field of a provider whose publishers can be kept to branches and tags.</summary>
    public static RegistrationField Field { get; } = new()
    {
        Name = "refs",
        Label = "Branches and tags",
        Help = "Publishes only from these refs, for example refs/tags/v* or refs/heads/main. * stands for anything without a slash, ** for anything. "
            + "Several are separated by blanks.",
        Example = "refs/tags/v*",
        MaxLength = 1000,
        IsFurther = true,
        IsList = true,
        Refusal = Refuse,
    };

    /// <summary>Full refs only: <c>main</c> could be a branch or a tag.</summary>
    public static string? Refuse(string pattern) => pattern switch
    {
        "refs/heads/" or "refs/tags/" => "The name of the branch or tag is missing, for example refs/tags/v*.",
        _ when !pattern.StartsWith("refs/heads/", StringComparison.Ordinal) && !pattern.StartsWith("refs/tags/", StringComparison.Ordinal) =>
            $"Write refs/heads/{Name(pattern)} for a branch or refs/tags/{Name(pattern)} for a tag.",
        _ when pattern.Contains("***", StringComparison.Ordinal) => "Use * for anything without a slash, or ** for anything.",
        _ => Characters.RefuseOutside(pattern, Allowed, "ASCII letters, digits and -_./+@#=, with * and ? as wildcards"),
    };

    private static string Name(string pattern) => pattern.Length <= 40 && !pattern.AsSpan().ContainsAnyExcept(Allowed) ? pattern : "…";
}

using System.Buffers;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitLab;

/// <summary>What GitLab's paths and names look like. Each rule answers what is wrong, or null.</summary>
internal static class GitLabNames
{
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_.");
    private static readonly SearchValues<char> FileCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_.+ ()[]{}=~!#$&/");
    private static readonly SearchValues<char> EnvironmentCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_/${}. ");

    public static string? RefuseNamespace(string path) => path switch
    {
        _ when path.Contains("://", StringComparison.Ordinal) => "Give the namespace alone, for example octo-group, not an address.",
        _ when HasEmptySegment(path) => "A namespace has no '/' at its ends and no empty part.",
        _ => path.Split('/').Select(RefuseSegment).FirstOrDefault(refusal => refusal is not null),
    };

    public static string? RefuseProject(string project) => project.Contains('/', StringComparison.Ordinal)
        ? "Give the project's name alone, for example sampleproject; its namespace has a field of its own."
        : RefuseSegment(project);

    /// <summary>A path inside the repository; GitLab's claim names it as <c>gitlab.com/group/project//path@ref</c>.</summary>
    public static string? RefuseWorkflow(string path) => path switch
    {
        _ when path.Contains('@', StringComparison.Ordinal) =>
            "Leave out '@' and what follows it. A pipeline definition that lies in another project cannot be trusted: GitLab does not name it in its ID tokens.",
        _ when path.StartsWith('/') || path.EndsWith('/') => "The path starts at the top of the repository, without '/' at its ends.",
        _ when HasEmptySegment(path) || path.Split('/').Any(segment => segment is "." or "..") => "The path has no empty part, no '.' and no '..'.",
        _ when !EndsAsPipeline(path) => "The path of a pipeline definition ends with .yml or .yaml.",
        _ => Characters.RefuseOutside(path, FileCharacters, "ASCII letters, digits, blanks and -_.+()[]{}=~!#$&/"),
    };

    public static string? RefuseEnvironment(string environment) => environment switch
    {
        _ when environment.StartsWith('/') || environment.EndsWith('/') => "The name of an environment has no '/' at its ends.",
        _ => Characters.RefuseOutside(environment, EnvironmentCharacters, "ASCII letters, digits, blanks and -_/${}."),
    };

    private static string? RefuseSegment(string segment) => segment switch
    {
        _ when segment.StartsWith('-') => "A path on GitLab does not start with '-'.",
        "." or ".." => "'.' and '..' are not names on GitLab.",
        _ when segment.EndsWith('.') => "A path on GitLab does not end with '.'.",
        _ when segment.EndsWith(".git", StringComparison.OrdinalIgnoreCase) || segment.EndsWith(".atom", StringComparison.OrdinalIgnoreCase) =>
            "A path on GitLab does not end with .git or .atom.",
        _ => Characters.RefuseOutside(segment, PathCharacters, "ASCII letters, digits, '-', '_' and '.', as in the project's address"),
    };

    private static bool HasEmptySegment(string path) => path.Split('/').Any(segment => segment.Length == 0);

    private static bool EndsAsPipeline(string path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        return (file.EndsWith(".yml", StringComparison.Ordinal) && file.Length > ".yml".Length)
            || (file.EndsWith(".yaml", StringComparison.Ordinal) && file.Length > ".yaml".Length);
    }
}

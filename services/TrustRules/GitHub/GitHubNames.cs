using System.Buffers;
using TrustedPublishing.TrustRules.Registrations;

namespace TrustedPublishing.TrustRules.GitHub;

/// <summary>What GitHub's names look like. Each rule answers what is wrong with a name, or null.</summary>
internal static class GitHubNames
{
    public const string HostedRunner = "github-hosted";
    public const string OwnRunner = "self-hosted";

    private const string WorkflowDirectory = ".github/workflows/";

    private static readonly SearchValues<char> OwnerCharacters = SearchValues.Create(Characters.LettersAndDigits + "-");
    private static readonly SearchValues<char> RepositoryCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_.");
    private static readonly SearchValues<char> WorkflowCharacters = SearchValues.Create(Characters.LettersAndDigits + "-_.+ ()[]{}=~!#$&");
    private static readonly SearchValues<char> EventCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");
    private static readonly SearchValues<char> NeverInEnvironments = SearchValues.Create("'\"`,;\\");

    public static string? RefuseOwner(string owner) => owner switch
    {
        _ when owner.Contains('/', StringComparison.Ordinal) =>
            "Give the owner alone, for example octo-org, not a path or an address.",
        _ when owner.StartsWith('-') => "The name of a user or organisation starts with a letter or a digit.",
        _ => Characters.RefuseOutside(owner, OwnerCharacters, "ASCII letters, digits and hyphens"),
    };

    public static string? RefuseRepository(string repository) => repository switch
    {
        "." or ".." => "This is not the name of a repository.",
        _ when repository.Contains('/', StringComparison.Ordinal) =>
            "Give the repository's name alone, for example sampleproject; its owner has a field of its own.",
        _ when repository.EndsWith(".git", StringComparison.OrdinalIgnoreCase) =>
            "Leave out .git at the end: it is part of the clone address, not of the repository's name.",
        _ => Characters.RefuseOutside(repository, RepositoryCharacters, "ASCII letters, digits, '-', '_' and '.'"),
    };

    /// <summary>A bare file name, because GitHub looks for workflows in one directory only and claims name them so.</summary>
    public static string? RefuseWorkflow(string workflow)
    {
        if (workflow.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            return $"Give the file name alone{FileNameIn(workflow)}; that the file lies in {WorkflowDirectory} is understood.";
        }

        if (workflow.Contains('@', StringComparison.Ordinal))
        {
            return "Leave out '@' and the branch or tag behind it: a publisher trusts the file, whatever it is built from.";
        }

        return HasWorkflowExtension(workflow)
            ? Characters.RefuseOutside(workflow, WorkflowCharacters, "ASCII letters, digits, blanks and -_.+()[]{}=~!#$&")
            : "The name of a workflow file ends with .yml or .yaml.";
    }

    /// <summary>At most 255 characters and none of a few that GitHub refuses itself.</summary>
    public static string? RefuseEnvironment(string environment)
    {
        var index = environment.AsSpan().IndexOfAny(NeverInEnvironments);
        return index < 0
            ? Characters.RefuseInvisible(environment)
            : $"The character {environment[index]} cannot be part of the name of an environment on GitHub.";
    }

    public static string? RefuseEvent(string name) =>
        Characters.RefuseOutside(name, EventCharacters, "the names of GitHub's events, for example push or workflow_dispatch");

    public static string? RefuseRunner(string runner) =>
        runner is HostedRunner or OwnRunner ? null : $"This is {HostedRunner} or {OwnRunner}.";

    public static string? RefuseFullRepository(string repository) => repository.Split('/') is [{ Length: > 0 } owner, { Length: > 0 } name]
        ? RefuseOwner(owner) ?? RefuseRepository(name)
        : "Give the owner and the name of the repository, for example octo-org/workflows.";

    public static string? RefuseWorkflowRef(string pattern) =>
        pattern.Length == 40 && pattern.All(char.IsAsciiHexDigitLower) ? null : RefPatterns.Refuse(pattern);

    private static bool HasWorkflowExtension(string file) =>
        (file.EndsWith(".yml", StringComparison.Ordinal) && file.Length > ".yml".Length)
        || (file.EndsWith(".yaml", StringComparison.Ordinal) && file.Length > ".yaml".Length);

    // octo-org/octo-repo/.github/workflows/release.yml@refs/heads/main → ", here release.yml"
    private static string FileNameIn(string path)
    {
        var file = path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var at = path.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            var beforeRef = path[..at];
            file = beforeRef[(beforeRef.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        }

        return HasWorkflowExtension(file) && file.AsSpan().IndexOfAnyExcept(WorkflowCharacters) < 0 ? $", here {file}" : "";
    }
}

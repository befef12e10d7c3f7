namespace TrustedPublishing.TrustRules.GitHub;

/// <summary>What to do about a workflow that is not the registered one. Words only: nothing is decided by what is cut out here.</summary>
internal static class GitHubAdvice
{
    private const string WorkflowFolder = "/.github/workflows/";

    public static string? AboutWorkflow(string? workflowRef, string repository, string file)
    {
        // octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1
        if (workflowRef?.Split(WorkflowFolder, 2) is not [var inRepository, var fileAtRef] || fileAtRef.LastIndexOf('@') is not (> 0 and var at))
        {
            return null;
        }

        var runs = fileAtRef[..fileAtRef.IndexOf('@', StringComparison.Ordinal)];
        if (!string.Equals(inRepository, repository, StringComparison.OrdinalIgnoreCase))
        {
            return $"The job is defined in a workflow of {inRepository}, a reusable one. If that is meant, register its repository and refs with the publisher.";
        }

        return string.Equals(runs, file, StringComparison.Ordinal)
            ? $"The file is right, but it runs as of {fileAtRef[(at + 1)..]}."
            : $"The file that runs is {runs}. Register that name, or publish from {file}.";
    }
}

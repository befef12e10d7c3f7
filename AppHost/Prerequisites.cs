using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.AppHost;

/// <summary>What an operator can mend is said in words, not as a stack trace.</summary>
internal static class Prerequisites
{
    /// <returns>The process's exit code.</returns>
    public static async Task<int> ExplainAsync(Func<Task> run)
    {
        try
        {
            await run();
            return Environment.ExitCode;
        }
        catch (PrerequisiteException e)
        {
            await Console.Error.WriteLineAsync($"\nThe stack did not start.\n{e.Message}");
            return 1;
        }
    }
}

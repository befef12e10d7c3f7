using Aspire.Hosting.ApplicationModel;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Whether what a resource waits for has happened.</summary>
internal enum WaitOutcome
{
    NotYet,
    Met,

    /// <summary>It will not happen.</summary>
    Hopeless,
}

internal static class WaitRule
{
    /// <param name="wait">What is waited for.</param>
    /// <param name="dependency">The other resource now.</param>
    /// <param name="unavailable">It ended, and nobody can restart it.</param>
    public static WaitOutcome Judge(WaitAnnotation wait, CustomResourceSnapshot dependency, bool unavailable) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => JudgeCompletion(wait.ExitCode, dependency),
        WaitType.WaitUntilStarted when dependency.State?.Text == KnownResourceStates.Running => WaitOutcome.Met,
        WaitType.WaitUntilHealthy when ResourceNotificationService.IsReady(dependency) => WaitOutcome.Met,
        _ => unavailable ? WaitOutcome.Hopeless : WaitOutcome.NotYet,
    };

    /// <summary>Why it is hopeless: <c>'migrate' ended with exit code 3, expected 0</c>.</summary>
    public static string Explain(WaitAnnotation wait, CustomResourceSnapshot dependency) => (wait.WaitType, dependency.ExitCode) switch
    {
        (WaitType.WaitForCompletion, int code) => $"'{wait.Resource.Name}' ended with exit code {code}, expected {wait.ExitCode}",
        (_, int code) => $"'{wait.Resource.Name}' ended with exit code {code}",
        _ => $"'{wait.Resource.Name}' did not start",
    };

    private static WaitOutcome JudgeCompletion(int expected, CustomResourceSnapshot dependency)
    {
        if (!dependency.IsTerminal)
        {
            return WaitOutcome.NotYet;
        }

        return dependency.State?.Text != KnownResourceStates.FailedToStart && dependency.ExitCode == expected ? WaitOutcome.Met : WaitOutcome.Hopeless;
    }
}

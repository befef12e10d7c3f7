using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Choice;

/// <summary>Asks whether Docker or Podman answers: that the program is installed does not mean that its engine runs.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Asked once a process: three servers have the same answer.</summary>
    private static readonly Lazy<Task<bool>> Answer = new(AskAsync);

    public static Task<bool> AnswersAsync() => Answer.Value;

    private static async Task<bool> AskAsync()
    {
        // Aspire's engine asks for the same variable.
        var wanted = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") ?? Environment.GetEnvironmentVariable("DOTNET_ASPIRE_CONTAINER_RUNTIME");
        string[] runtimes = string.IsNullOrEmpty(wanted) ? ["docker", "podman"] : [wanted];
        foreach (var runtime in runtimes)
        {
            if (ExternalProgram.Find(runtime) is { } program && await AnswersAsync(program))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(string program)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await ExternalProgram.RunAsync(new ProgramCall(program, ["info"]), limit.Token);
            return true;
        }
        catch (ProgramFailedException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

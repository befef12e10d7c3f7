using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Processes;

/// <summary>
/// Who the servers run as: the user who starts the stack or, when that is root, <c>nobody</c> without any capability
/// (PostgreSQL refuses to run as root, and the others need not).
/// </summary>
internal static class UnprivilegedUser
{
    private const string Id = "65534";

    /// <summary>True when the stack is started by root.</summary>
    public static bool IsNeeded { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>The same call, as the servers' user.</summary>
    public static ProgramCall Run(ProgramCall call) => IsNeeded
        ? call with
        {
            Executable = "setpriv",
            Arguments = ["--reuid", Id, "--regid", Id, "--clear-groups", "--no-new-privs", "--inh-caps=-all", call.Executable, .. call.Arguments],
        }
        : call;

    /// <summary>Gives a file or a folder to the servers' user.</summary>
    public static async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (IsNeeded)
        {
            await ExternalProgram.RunAsync(new ProgramCall("chown", ["-h", $"{Id}:{Id}", path]), cancellationToken);
        }
    }
}

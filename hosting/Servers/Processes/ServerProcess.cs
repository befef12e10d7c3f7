using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Processes;

/// <summary>A server as a process of this machine: its own folder in the state folder, its script, its unprivileged user.</summary>
internal sealed class ServerProcess
{
    private readonly string script;

    private ServerProcess(IDistributedApplicationBuilder builder, string name, string script)
    {
        RefuseWithoutTools(name);
        ServerFolders.RefuseUnreachable(StackState.Of(builder).Folder, "Stack:StateFolder");
        Folder = Path.Combine(StackState.Of(builder).Folder, name);
        this.script = script;
        var call = UnprivilegedUser.Run(new ProgramCall("/bin/sh", [ScriptFile, Path.Combine(Folder, "in-use.lock")]));
        // The working folder must be there before the process is prepared.
        Resource = builder.AddExecutable(name, call.Executable, StackState.Of(builder).Folder, [.. call.Arguments]);
    }

    public IResourceBuilder<ExecutableResource> Resource { get; }

    /// <summary>Only the server's user can look in.</summary>
    public string Folder { get; }

    private string ScriptFile => Path.Combine(Folder, "run.sh");

    /// <summary>Adds the process; the caller adds the arguments that the script wants after the lock file.</summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource, and its folder.</param>
    /// <param name="script">One of <see cref="ServerScript"/>.</param>
    public static ServerProcess Add(IDistributedApplicationBuilder builder, string name, string script) =>
        new(builder, name, script);

    private static void RefuseWithoutTools(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PrerequisiteException($"{name} runs as a process on Linux and macOS only. On Windows start a container runtime, or give its connection string.");
        }

        if (UnprivilegedUser.IsNeeded && ExternalProgram.Find("setpriv") is null)
        {
            throw new PrerequisiteException($"{name} must not run as root, and setpriv (package util-linux) was not found to run it as another user. Install it, or start the stack as a normal user.");
        }
    }

    /// <summary>Runs before each start of the process, when its folder and script are there.</summary>
    public void Prepare(Func<CancellationToken, Task> prepare) => Resource.OnBeforeResourceStarted(async (_, _, cancellationToken) =>
    {
        await ServerFolders.CreateDataFolderAsync(Folder, cancellationToken);
        await ServerFolders.WritePrivateFileAsync(ScriptFile, script, cancellationToken);
        await prepare(cancellationToken);
    });
}

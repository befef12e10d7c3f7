using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Processes;

/// <summary>Creates folders with the rights that the servers' user needs, and no more.</summary>
internal static class ServerFolders
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersEnter = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode EnterForAll = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The folder above the servers' own: another user must be able to go through it when root starts the stack.</summary>
    public static void CreateStateFolder(string folder) => Create(folder, UnprivilegedUser.IsNeeded ? Owner | OthersEnter : Owner);

    /// <summary>A server's own folder: nobody else can look in.</summary>
    public static async Task CreateDataFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        Create(folder, Owner);
        await UnprivilegedUser.OwnAsync(folder, cancellationToken);
    }

    /// <summary>Writes a file that only the server's user can read; replaces one that is there.</summary>
    public static async Task WritePrivateFileAsync(string file, string content, CancellationToken cancellationToken)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(file, options))
        {
            await writer.WriteAsync(content.AsMemory(), cancellationToken);
        }

        await UnprivilegedUser.OwnAsync(file, cancellationToken);
    }

    /// <summary>Root's servers run as another user, who must be able to enter every folder above theirs.</summary>
    /// <exception cref="PrerequisiteException">One of them is closed; the message says which, and <paramref name="setting"/> as the way out.</exception>
    public static void RefuseUnreachable(string folder, string setting)
    {
        if (OperatingSystem.IsWindows() || !UnprivilegedUser.IsNeeded)
        {
            return;
        }

        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && (parent.UnixFileMode & EnterForAll) != EnterForAll)
            {
                throw new PrerequisiteException(
                    $"The servers do not run as root, and their user cannot enter {parent.FullName}. Choose a folder below another one with {setting}, or start the stack as a normal user.");
            }
        }
    }

    private static void Create(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, mode);
            // The process's umask took bits away.
            File.SetUnixFileMode(folder, mode);
        }
    }
}

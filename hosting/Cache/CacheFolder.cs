namespace TrustedPublishing.Hosting.Cache;

/// <summary>
/// A folder of fetched things, each in a folder of its own that exists either completely or not at all. Several processes may
/// use it at once. Deleting it is safe while nothing runs from it.
/// </summary>
public sealed class CacheFolder(string path)
{
    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(250);

    public string Path { get; } = path;

    /// <summary>The place of the entry <paramref name="name"/>, whether or not it is there.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>True when the entry has been fetched completely.</summary>
    public bool Holds(string name) => Directory.Exists(PathOf(name));

    /// <summary>
    /// Returns the folder of the entry; calls <paramref name="fetch"/> only when it is not there. It fills a temporary folder,
    /// which gets its name when everything is in it, so that whatever was interrupted never counts.
    /// </summary>
    /// <param name="name">With the version in it; may hold <c>/</c>.</param>
    /// <param name="fetch">Fills <see cref="FetchTarget.Folder"/>; throws when it cannot.</param>
    /// <param name="report">Takes lines for the console; called only when something is fetched or waited for.</param>
    /// <param name="cancellationToken">Leaves nothing behind when cancelled.</param>
    public async Task<string> GetOrFetchAsync(
        string name, Func<FetchTarget, CancellationToken, Task> fetch, Action<string> report, CancellationToken cancellationToken)
    {
        var final = PathOf(name);
        if (Directory.Exists(final))
        {
            return final;
        }

        CreateParent(final);
        await using var turn = await LockAsync(final + ".lock", () => report($"Waiting for another process that fetches {name} ..."), cancellationToken);
        if (Directory.Exists(final))
        {
            return final;
        }

        var temporary = final + ".partial";
        DeleteIfThere(temporary);
        Directory.CreateDirectory(temporary);
        try
        {
            await fetch(new FetchTarget(temporary, final), cancellationToken);
            await ReadableByAllAsync(temporary, cancellationToken);
            Directory.Move(temporary, final);
            return final;
        }
        finally
        {
            DeleteIfThere(temporary);
        }
    }

    private static void CreateParent(string final)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(final)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"The cache folder cannot be written: {e.Message} Choose another with Stack:CacheFolder or TRUSTED_PUBLISHING_CACHE.", e);
        }
    }

    /// <summary>The lock is the operating system's, so that it ends with the process, however that ends. The file stays.</summary>
    private static async Task<FileStream> LockAsync(string file, Action waiting, CancellationToken cancellationToken)
    {
        for (var first = true; ; first = false)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (first)
                {
                    waiting();
                }

                await Task.Delay(LockPollInterval, cancellationToken);
            }
        }
    }

    /// <summary>Root's servers run as another user, whatever root's umask was while fetching.</summary>
    private static async Task ReadableByAllAsync(string folder, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            await ExternalProgram.RunAsync(new ProgramCall("chmod", ["-R", "a+rX", folder]), cancellationToken);
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

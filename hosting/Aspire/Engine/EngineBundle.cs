using System.Runtime.InteropServices;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Engine;

/// <summary>Aspire's process engine (DCP) and dashboard, as the npm package of the Aspire CLI brings them. 294 MB once unpacked.</summary>
internal sealed record EngineBundle(string Dcp, string Dashboard)
{
    public const string Version = "13.5.4";

    // Only platforms whose digest we know are fetched; on others the feed's Aspire.Hosting brings its own engine.
    private static readonly Dictionary<string, string> Integrity = new(StringComparer.Ordinal)
    {
        ["linux-x64"] = "sha512-8PWeRHM1+QwQB2wxDnfPsimi3EW01r04b4DjX0jIDE78SlfJabwVfYArW/48vDzYvPzKSRye6DIPVAsCFoXjBA==",
    };

    /// <summary>Takes the bundle from the cache folder, into which it is fetched once.</summary>
    /// <exception cref="PrerequisiteException">It cannot be had here; the message says what to do.</exception>
    public static async Task<EngineBundle> FetchAsync(CacheFolder cache, Action<string> report, CancellationToken cancellationToken)
    {
        var platform = RuntimeInformation.RuntimeIdentifier;
        if (!Integrity.TryGetValue(Portable(platform), out var integrity))
        {
            throw new PrerequisiteException(
                $"Local hosting runs on {string.Join(", ", Integrity.Keys)}, not on {platform}. Use a package feed that has Aspire.Hosting (nuget.org), then remove hosting/Aspire/obj.");
        }

        var package = new NpmPackage($"@microsoft/aspire-cli-{Portable(platform)}", Version, integrity);
        var folder = await cache.GetOrFetchAsync($"aspire-{Version}-{Portable(platform)}", (target, ct) =>
        {
            report($"Fetching Aspire's engine and dashboard {Version} from npm (125 MB, once) ...");
            return UnpackAsync(package, target.Folder, ct);
        }, report, cancellationToken);
        return new EngineBundle(Path.Combine(folder, "dcp", "dcp"), Path.Combine(folder, "managed", "aspire-managed"));
    }

    // debian.12-x64 and its like run the portable linux-x64.
    private static string Portable(string platform) =>
        OperatingSystem.IsLinux() && !platform.Contains("musl", StringComparison.Ordinal)
            ? $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}"
            : platform;

    // The CLI carries the bundle inside of it and unpacks it to versions/<version>_<commit>/{dcp,managed} of its home.
    private static async Task UnpackAsync(NpmPackage package, string folder, CancellationToken cancellationToken)
    {
        await package.UnpackIntoAsync(folder, cancellationToken);
        var home = Path.Combine(folder, "home");
        var cli = new ProgramCall(Path.Combine(folder, "package", "bin", "aspire"), ["setup", "--install-path", home])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ASPIRE_HOME"] = home, // it unpacks itself there too; another place would mean a second copy
                ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1",
            },
        };
        MakeExecutable(cli.Executable);
        try
        {
            await ExternalProgram.RunAsync(cli, cancellationToken);
        }
        catch (ProgramFailedException e)
        {
            throw new PrerequisiteException($"Aspire's engine could not be unpacked; it needs 600 MB in {Path.GetDirectoryName(folder)} for a moment. {e.Message}", e);
        }

        var bundle = Directory.GetDirectories(Path.Combine(home, "versions")).Single();
        Directory.Move(Path.Combine(bundle, "dcp"), Path.Combine(folder, "dcp"));
        Directory.Move(Path.Combine(bundle, "managed"), Path.Combine(folder, "managed"));
        Directory.Delete(home, recursive: true);
        Directory.Delete(Path.Combine(folder, "package"), recursive: true);
    }

    private static void MakeExecutable(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
        }
    }
}

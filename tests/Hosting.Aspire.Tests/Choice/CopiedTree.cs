using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace TrustedPublishing.Hosting.Aspire.Tests.Choice;

/// <summary>The build files of hosting/Aspire in a folder of their own, with a package feed of the test's choice.</summary>
internal sealed class CopiedTree : IDisposable
{
    private static readonly string[] Files =
    [
        "global.json", "Directory.Build.props", "Directory.Packages.props", "hosting/Cache/Hosting.Cache.csproj", "hosting/Aspire/Hosting.Aspire.csproj",
        "hosting/Aspire/AspireHosting.props", "hosting/Aspire/AspireHosting.targets", "hosting/Aspire/Dashboard/dashboard_service.proto",
    ];

    private static readonly string Repository = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
    private readonly string _root = Directory.CreateTempSubdirectory("hosting-choice-").FullName;

    /// <param name="source">A folder or an address.</param>
    public CopiedTree(string? source = null)
    {
        foreach (var file in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
            File.Copy(Path.Combine(Repository, file), PathOf(file));
        }

        Directory.CreateDirectory(Feed);
        File.WriteAllText(PathOf("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{source ?? Feed}" allowInsecureConnections="true" /></packageSources>
            </configuration>
            """);
    }

    /// <summary>What was found out and kept, or null.</summary>
    public string? Answer => Directory.Exists(PathOf("hosting/Aspire/obj"))
        ? Directory.GetFiles(PathOf("hosting/Aspire/obj"), "aspire-hosting.*.txt").Select(f => File.ReadAllText(f).Trim()).SingleOrDefault()
        : null;

    private string Feed => PathOf("feed");

    public string PathOf(string file) => Path.Combine(_root, file);

    /// <summary>Puts an empty package into the feed.</summary>
    public void Publish(string id, string version)
    {
        using var package = ZipFile.Open(Path.Combine(Feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Write(package, $"{id}.nuspec", $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>test</description></metadata>
            </package>
            """);
        Write(package, "lib/net10.0/_._", "");
    }

    public async Task<(int ExitCode, string Output)> DotnetAsync(string command, string? choice = null)
    {
        var start = new ProcessStartInfo("dotnet", [command, "hosting/Aspire/Hosting.Aspire.csproj", "--nologo"])
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = PathOf("packages"); // nothing of the test's feed may reach the user's
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("AspireHosting");
        if (choice is not null)
        {
            start.Environment["AspireHosting"] = choice;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Write(ZipArchive package, string name, string text)
    {
        using var writer = new StreamWriter(package.CreateEntry(name).Open(), Encoding.UTF8);
        writer.Write(text);
    }
}

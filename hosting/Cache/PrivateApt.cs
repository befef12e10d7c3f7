namespace TrustedPublishing.Hosting.Cache;

/// <summary>apt with lists and archives in a folder of its own. It reads the system's sources, keys and installed packages, and changes nothing there.</summary>
internal sealed class PrivateApt(string folder)
{
    public Task UpdateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "cache", "archives", "partial"));
        return ExternalProgram.RunAsync(Apt("update", "--error-on=any"), cancellationToken);
    }

    /// <summary>The packages, and those of their dependencies that the system has not, as <c>name=version</c>.</summary>
    public async Task<IReadOnlyList<string>> MissingPackagesAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        var plan = await ExternalProgram.RunAsync(Apt("install", "--simulate", "--reinstall", "--no-install-recommends").With(packages), cancellationToken);
        return ParsePlan(plan);
    }

    public async Task DownloadAndUnpackAsync(IReadOnlyList<string> versions, string root, CancellationToken cancellationToken)
    {
        var archives = Path.Combine(root, ".archives");
        Directory.CreateDirectory(archives);
        await ExternalProgram.RunAsync(Apt(["download", .. versions]) with { WorkingDirectory = archives }, cancellationToken);
        foreach (var archive in Directory.GetFiles(archives, "*.deb"))
        {
            await ExternalProgram.RunAsync(new ProgramCall("dpkg-deb", ["--extract", archive, root]), cancellationToken);
        }

        Directory.Delete(archives, recursive: true);
    }

    /// <summary>Reads lines such as <c>Inst redis-tools [5:7.0.14-1] (5:7.0.15-1~deb12u10 Debian-Security:12/oldstable-security [amd64]) []</c>.</summary>
    internal static IReadOnlyList<string> ParsePlan(string plan) =>
    [
        .. plan.Split('\n')
            .Where(line => line.StartsWith("Inst ", StringComparison.Ordinal))
            .Select(line => (Name: line.Split(' ')[1], Version: line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..].Split(' ')[0]))
            .Select(p => $"{p.Name}={p.Version}"),
    ];

    private ProgramCall Apt(params IEnumerable<string> arguments) => new ProgramCall("apt-get",
    [
        "-q", "-o", $"Dir::State::Lists={Path.Combine(folder, "lists")}", "-o", $"Dir::Cache={Path.Combine(folder, "cache")}",
        "-o", "Debug::NoLocking=1", "-o", "Acquire::Retries=2", "-o", "APT::Sandbox::User=root",
    ]).With(arguments) with
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8", ["DEBIAN_FRONTEND"] = "noninteractive" },
    };
}

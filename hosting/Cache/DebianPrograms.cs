namespace TrustedPublishing.Hosting.Cache;

/// <summary>Programs of Debian packages, ready to run from the cache.</summary>
public static class DebianPrograms
{
    private static readonly string[] LibraryParents = ["usr/lib", "lib"];

    /// <summary>Fetches the package once and says how to run its program.</summary>
    /// <param name="cache">Where it is kept.</param>
    /// <param name="package">For example <c>twine</c>.</param>
    /// <param name="report">Takes lines for the console.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <param name="program">The program's path below <c>/</c>, when it is not <c>usr/bin/&lt;package&gt;</c>.</param>
    /// <param name="also">Dependencies that must lie beside the program, even when the system has them: <c>chromium-common</c> for <c>chromium</c>.</param>
    public static async Task<ProgramCall> FetchAsync(
        CacheFolder cache, string package, Action<string> report, CancellationToken cancellationToken, string? program = null, IReadOnlyList<string>? also = null)
    {
        var root = await new DebianPackages(cache, report).FetchAsync(package, also ?? [], finish: null, cancellationToken);
        var file = Path.Combine(root, program ?? $"usr/bin/{package}");
        if (!File.Exists(file))
        {
            throw new PrerequisiteException($"The Debian package {package} holds no {program ?? $"usr/bin/{package}"}.");
        }

        // Debian's own Python, unpacked or installed: another one on PATH does not find Debian's modules.
        string[] pythons = [Path.Combine(root, "usr/bin/python3"), "/usr/bin/python3"];
        var call = IsPythonScript(file) ? new ProgramCall(pythons.First(File.Exists), [file]) : new ProgramCall(file, []);
        return call with { Environment = Paths(root) };
    }

    /// <summary>What tells a program that it lives below <paramref name="root"/>.</summary>
    internal static Dictionary<string, string> Paths(string root) => new(StringComparer.Ordinal)
    {
        ["LD_LIBRARY_PATH"] = string.Join(':', LibraryFolders(root)),
        ["PYTHONPATH"] = Path.Combine(root, "usr/lib/python3/dist-packages"),
    };

    /// <summary>
    /// <c>usr/lib/x86_64-linux-gnu</c> and its like below <paramref name="root"/>, and the folders in them that hold libraries
    /// (<c>pulseaudio/libpulsecommon-16.1.so</c>): whoever needs one of those looks for it below <c>/</c> only.
    /// </summary>
    public static IEnumerable<string> LibraryFolders(string root) =>
        LibraryParents
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder, "*-linux-gnu*"))
            .SelectMany(folder => Directory.GetDirectories(folder).Where(HoldsLibraries).Prepend(folder))
            .Order(StringComparer.Ordinal);

    private static bool HoldsLibraries(string folder) => Directory.EnumerateFiles(folder, "lib*.so*").Any();

    private static bool IsPythonScript(string file)
    {
        using var reader = new StreamReader(file);
        Span<char> start = stackalloc char[64];
        var read = reader.Read(start);
        var text = start[..read];
        return text.StartsWith("#!", StringComparison.Ordinal) && text.Contains("python3", StringComparison.Ordinal);
    }
}

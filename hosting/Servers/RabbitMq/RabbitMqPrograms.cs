using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;

namespace TrustedPublishing.Hosting.Servers.RabbitMq;

/// <summary>The broker's programs and the Erlang that runs them.</summary>
/// <param name="Home">The folder with <c>sbin/rabbitmq-server</c>.</param>
/// <param name="Erlang">The folder with <c>erl</c> and <c>epmd</c>.</param>
/// <param name="Version">Of the broker.</param>
/// <param name="Libraries">For <c>LD_LIBRARY_PATH</c>, when Erlang's libraries are not the system's.</param>
internal sealed record RabbitMqPrograms(string Home, string Erlang, Version Version, string? Libraries)
{
    /// <summary>Debian 12's; quorum queues work well from here on.</summary>
    private static readonly Version Oldest = new(3, 10);

    /// <summary>What the broker loads; named so that all of Erlang comes from one place, even where a part is installed.</summary>
    private static readonly string[] ErlangPackages =
    [
        "erlang-base", "erlang-asn1", "erlang-crypto", "erlang-eldap", "erlang-ftp", "erlang-inets", "erlang-mnesia", "erlang-os-mon",
        "erlang-parsetools", "erlang-public-key", "erlang-runtime-tools", "erlang-snmp", "erlang-ssl", "erlang-syntax-tools",
        "erlang-tftp", "erlang-tools", "erlang-xmerl",
    ];

    /// <summary>
    /// Looks for an unpacked release (<c>…/rabbitmq_server-3.10.8/sbin</c>), as Debian, Homebrew and the project's archives have it.
    /// What is on PATH may be a wrapper that insists on being root, so it counts only when it leads there.
    /// </summary>
    public static RabbitMqPrograms? FindInstalled()
    {
        return ExternalProgram.Find("erl") is { } erl && ExternalProgram.Find("epmd") is not null
            ? Newest([.. Releases("/usr/lib/rabbitmq/lib"), .. Releases("/opt"), .. ReleaseOnPath()], Path.GetDirectoryName(erl)!)
            : null;
    }

    internal static RabbitMqPrograms? Newest(IEnumerable<string> homes, string erlang) => homes
        .Select(home => (Home: home, Version: ProgramVersion.Parse(Path.GetFileName(home))))
        .Where(found => found.Version >= Oldest)
        .OrderByDescending(found => found.Version)
        .Select(found => new RabbitMqPrograms(found.Home, erlang, found.Version!, null))
        .FirstOrDefault();

    /// <exception cref="PrerequisiteException">This is no Debian, or it could not be fetched.</exception>
    public static async Task<RabbitMqPrograms> FetchAsync(CacheFolder cache, Action<string> report, CancellationToken cancellationToken)
    {
        var root = await new DebianPackages(cache, report).FetchAsync("rabbitmq-server", ErlangPackages, MoveErlangAsync, cancellationToken);
        var home = Releases(Path.Combine(root, "usr/lib/rabbitmq/lib")).Single();
        return new RabbitMqPrograms(
            home, Path.Combine(root, "usr/lib/erlang/bin"), ProgramVersion.Parse(Path.GetFileName(home))!, string.Join(':', DebianPrograms.LibraryFolders(root)));
    }

    /// <summary>Debian's start scripts name <c>/usr/lib/erlang</c> and look nowhere else.</summary>
    private static async Task MoveErlangAsync(FetchTarget target, CancellationToken cancellationToken)
    {
        var erlang = Path.Combine(target.Folder, "usr/lib/erlang");
        var folders = Directory.GetDirectories(erlang, "erts-*").Select(erts => Path.Combine(erts, "bin")).Append(Path.Combine(erlang, "bin"));
        foreach (var script in folders.SelectMany(folder => new[] { Path.Combine(folder, "erl"), Path.Combine(folder, "start") }).Where(File.Exists))
        {
            var text = await File.ReadAllTextAsync(script, cancellationToken);
            var moved = text.Replace("ROOTDIR=/usr/lib/erlang", $"ROOTDIR=\"{target.FinalFolder}/usr/lib/erlang\"", StringComparison.Ordinal);
            await File.WriteAllTextAsync(script, moved, cancellationToken);
        }
    }

    private static string[] Releases(string parent) => Directory.Exists(parent) ? Directory.GetDirectories(parent, "rabbitmq_server-*") : [];

    private static IEnumerable<string> ReleaseOnPath() =>
        ExternalProgram.Find("rabbitmq-server") is { } found
            && new FileInfo(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found).Directory is { Name: "sbin", Parent: { } home }
            ? [home.FullName]
            : [];
}

using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;

namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>Redis's server program, and where its libraries are when they are not the system's.</summary>
internal sealed record RedisPrograms(string Server, string? Libraries)
{
    /// <summary>Debian 12's. Version 6 has no selectors and other command categories.</summary>
    private static readonly Version Oldest = new(7, 0);

    public static async Task<RedisPrograms?> FindInstalledAsync() =>
        ExternalProgram.Find("redis-server") is { } server && await ProgramVersion.AskAsync(server) is { } version && version >= Oldest
            ? new RedisPrograms(server, null)
            : null;

    /// <exception cref="PrerequisiteException">This is no Debian, or it could not be fetched.</exception>
    public static async Task<RedisPrograms> FetchAsync(CacheFolder cache, Action<string> report, CancellationToken cancellationToken)
    {
        // Debian's redis-server is a link to a program of redis-tools.
        var root = await new DebianPackages(cache, report).FetchAsync("redis-server", ["redis-tools"], finish: null, cancellationToken);
        return new RedisPrograms(Path.Combine(root, "usr/bin/redis-server"), string.Join(':', DebianPrograms.LibraryFolders(root)));
    }
}

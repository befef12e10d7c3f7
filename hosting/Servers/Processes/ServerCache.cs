using Aspire.Hosting;
using TrustedPublishing.Hosting.Cache;

namespace TrustedPublishing.Hosting.Servers.Processes;

/// <summary>The cache folder that servers are fetched into, and the console that hears about it.</summary>
internal static class ServerCache
{
    /// <exception cref="PrerequisiteException">The servers' user could not run anything from there.</exception>
    public static CacheFolder Of(IDistributedApplicationBuilder builder)
    {
        var cache = StackFolders.Cache(key => builder.Configuration[key]);
        ServerFolders.RefuseUnreachable(cache.Path, "Stack:CacheFolder");
        return cache;
    }

    /// <summary>Servers are fetched before the application is built and has a logger.</summary>
    public static void Report(string line) => System.Console.WriteLine(line);
}

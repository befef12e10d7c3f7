using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrustedPublishing.Hosting.Servers.Processes;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>Redis as a process: on loopback, every write appended to a file.</summary>
internal static class RedisProcess
{
    public static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, RedisPrograms programs, IReadOnlyDictionary<RedisUser, IResourceBuilder<ParameterResource>> passwords)
    {
        var process = ServerProcess.Add(builder, name, ServerScript.Plain);
        var configuration = Path.Combine(process.Folder, "redis.conf");
        process.Prepare(async cancellationToken =>
        {
            var data = Path.Combine(process.Folder, "data");
            await ServerFolders.CreateDataFolderAsync(data, cancellationToken);
            var users = await passwords.ReadAsync(cancellationToken);
            await ServerFolders.WritePrivateFileAsync(configuration, RedisConfiguration.Write("127.0.0.1", data, users), cancellationToken);
        });
        process.Resource
            .WithEndpoint(scheme: "tcp", name: "tcp", isProxied: false)
            .WithArgs("TERM", programs.Server, configuration, "--port")
            .WithArgs(context => context.Args.Add(process.Resource.GetEndpoint("tcp").Property(EndpointProperty.TargetPort)));
        return programs.Libraries is { } libraries ? process.Resource.WithEnvironment("LD_LIBRARY_PATH", libraries) : process.Resource;
    }
}

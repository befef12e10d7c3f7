using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using StackExchange.Redis;
using TrustedPublishing.Hosting.Cache;
using TrustedPublishing.Hosting.Servers.Choice;
using TrustedPublishing.Hosting.Servers.Processes;
using TrustedPublishing.Hosting.Servers.Secrets;

namespace TrustedPublishing.Hosting.Servers.Redis;

/// <summary>Adds Redis to the stack.</summary>
public static class RedisServerBuilderExtensions
{
    /// <summary>
    /// Chooses where Redis comes from (<see cref="ServerChoice"/>), fetches it when it must be, and adds it with these users, whose
    /// passwords are <c>redis-&lt;user&gt;-password</c>. <c>ConnectionStrings:redis</c> means that nothing is started.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="users">At least one; the first also checks the server's health.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="PrerequisiteException">There is no way to a server; the message says what to do.</exception>
    public static async Task<RedisServer> AddRedisServerAsync(
        this IDistributedApplicationBuilder builder, string name, IReadOnlyList<RedisUser> users, CancellationToken cancellationToken = default)
    {
        var given = GivenConnections.Find(builder, "redis");
        RedisPrograms? installed = null;
        var kind = await ServerChoice.ChooseAsync(name, given is not null, builder.Configuration[ServerChoice.Setting], ContainerRuntime.AnswersAsync,
            async () => (installed = await RedisPrograms.FindInstalledAsync()) is not null);
        if (kind == ServerKind.Given)
        {
            var connection = GivenConnections.AsSecret(builder, "redis", given!);
            return new RedisServer(resource: null, users.ToDictionary(user => user.Name, _ => connection, StringComparer.Ordinal));
        }

        var passwords = users.ToDictionary(user => user, user => builder.AddGeneratedSecret($"redis-{user.Name}-password"));
        if (kind == ServerKind.Container)
        {
            return Running(RedisContainer.Add(builder, name, passwords), users, passwords);
        }

        var programs = installed
            ?? await RedisPrograms.FetchAsync(ServerCache.Of(builder), ServerCache.Report, cancellationToken);
        return Running(RedisProcess.Add(builder, name, programs, passwords), users, passwords);
    }

    private static RedisServer Running<T>(
        IResourceBuilder<T> resource, IReadOnlyList<RedisUser> users, IReadOnlyDictionary<RedisUser, IResourceBuilder<ParameterResource>> passwords)
        where T : IResourceWithEndpoints
    {
        var port = resource.GetEndpoint("tcp").Property(EndpointProperty.Port);
        var connections = users.ToDictionary(
            user => user.Name,
            user => ReferenceExpression.Create($"127.0.0.1:{port},user={user.Name},password={passwords[user]}"),
            StringComparer.Ordinal);
        resource.WithProbe(async cancellationToken =>
        {
            var connectionString = await connections[users[0].Name].GetValueAsync(cancellationToken);
            await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString!);
            await connection.GetDatabase().PingAsync();
        });
        return new RedisServer((IResourceBuilder<IResource>)resource, connections);
    }
}

using TrustedPublishing.Hosting.Servers.Redis;
using Xunit;

namespace TrustedPublishing.TestServers;

/// <summary>
/// A Redis server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(RedisServer))]</c>. The variable
/// <c>TEST_REDIS</c> gives one that runs already.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string User = "tests";
    private ServerUnderTest? server;

    /// <summary>For StackExchange.Redis, with full rights.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>A server of one test's own, which it may stop without disturbing others.</summary>
    public static async Task<RedisServer> StartOwnAsync()
    {
        var redis = new RedisServer();
        await redis.StartServerUnderTestAsync();
        return redis;
    }

    public async ValueTask InitializeAsync()
    {
        if (GivenServer.ConnectionString("TEST_REDIS") is { } given)
        {
            ConnectionString = given;
            return;
        }

        await StartServerUnderTestAsync();
    }

    /// <summary>Stops a server of one's own, as an outage would; its data and its port stay.</summary>
    public Task StopAsync() => server!.StopServerAsync();

    /// <summary>Starts it again on the same port and data; returns when it answers.</summary>
    public Task StartAsync() => server!.StartServerAsync();

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task StartServerUnderTestAsync() =>
        (server, ConnectionString) = await ServerUnderTest.StartAsync(async builder =>
        {
            var redis = await builder.AddRedisServerAsync("redis", [RedisUser.WithFullRights(User)]);
            return (redis, redis.ConnectionString(User));
        });
}

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

    public async ValueTask InitializeAsync()
    {
        if (GivenServer.ConnectionString("TEST_REDIS") is { } given)
        {
            ConnectionString = given;
            return;
        }

        (server, ConnectionString) = await ServerUnderTest.StartAsync(async builder =>
        {
            var redis = await builder.AddRedisServerAsync("redis", [RedisUser.WithFullRights(User)]);
            return (redis, redis.ConnectionString(User));
        });
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

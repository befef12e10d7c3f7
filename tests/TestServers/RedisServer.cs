using Xunit;

namespace TrustedPublishing.TestServers;

/// <summary>A Redis server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(RedisServer))]</c>.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    /// <summary>For StackExchange.Redis, with full rights.</summary>
    public string ConnectionString { get; private set; } = "";

    public ValueTask InitializeAsync()
    {
        ConnectionString = GivenServer.ConnectionString("TEST_REDIS");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
